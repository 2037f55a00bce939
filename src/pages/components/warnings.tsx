/** What a reader has to mind. */
export function Warnings({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <ul class="warnings">
      {[...new Set(texts)].map((text) => (
        <li>{text}</li>
      ))}
    </ul>
  );
}
