/** A link to another page of the site; its text alone where the site has no such page. */
import type { PropsWithChildren } from 'hono/jsx';
import { type Target, usePlace } from '../place.js';

interface LinkProps {
  readonly to: Target;
  readonly class?: string;
  readonly current?: boolean;
}

export function Link({ to, class: name, current, children }: PropsWithChildren<LinkProps>) {
  const href = usePlace().href(to);
  if (href === undefined) return <span class={name ?? WORDS[to.page]}>{children}</span>;
  return (
    <a href={href} class={name} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  );
}

/** What names of functions and settings are marked with where there is no address to tell. */
const WORDS: Readonly<Partial<Record<Target['page'], string>>> = { function: 'function', tunable: 'tunable' };

/** A function of the kernel, by its name. */
export function FunctionLink({ kernel, name }: { readonly kernel: string; readonly name: string }) {
  return <Link to={{ page: 'function', kernel, name: functionOf(name) }}>{name}</Link>;
}

/** What a compiler added to a name is no part of it: `f.isra.0`. */
function functionOf(symbol: string): string {
  return symbol.replace(/\.(?:isra|part|constprop|cold|llvm)\b.*$/, '');
}
