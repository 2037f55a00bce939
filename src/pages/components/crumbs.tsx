/** Where a page lies: the pages above it. */
import type { Child } from 'hono/jsx';

export function Crumbs({ children }: { readonly children: readonly Child[] }) {
  return (
    <nav class="crumbs" aria-label="Where this is">
      <ol>
        {children.map((child) => (
          <li>{child}</li>
        ))}
      </ol>
    </nav>
  );
}
