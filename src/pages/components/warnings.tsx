/** What a reader has to mind. */
import { Prose } from './prose.js';

export function Warnings({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <ul class="warnings">
      {[...new Set(texts)].map((text) => (
        <li>
          <Prose text={text} />
        </li>
      ))}
    </ul>
  );
}
