/** A likelihood as a bar and as a number, with what it is of where that is not beside it already. */
export function Percent({ share, of }: { readonly share: number; readonly of?: string }) {
  const percent = Math.round(share * 100);
  return (
    <span class="percent">
      <svg class="bar" width="40" height="6" aria-hidden="true">
        <rect width={Math.max(1, Math.round(share * 40))} height="6" />
      </svg>{' '}
      {percent < 1 ? '<1' : percent} %{of === undefined ? '' : ` ${of}`}
    </span>
  );
}
