/** A likelihood as a number and as a bar. */
export function Percent({ share, of }: { readonly share: number; readonly of: string }) {
  const percent = Math.round(share * 100);
  return (
    <span class="percent" title={`${of}: ${percent} %`}>
      <svg class="bar" viewBox="0 0 40 6" width="40" height="6" aria-hidden="true">
        <rect class="bar-all" width="40" height="6" rx="3" />
        <rect class="bar-part" width={Math.max(1, Math.round(share * 40))} height="6" rx="3" />
      </svg>{' '}
      {percent < 1 ? '<1' : percent} %<span class="hidden"> {of}</span>
    </span>
  );
}
