/** The page of the static site into which its script draws a function, or a setting: there are too many for a file each. */

import { Crumbs } from './components/crumbs.js';
import { Link } from './components/link.js';
import type { PageFrame } from './layout.js';

export type ShellKind = 'function' | 'tunable';

const WORDS = { function: 'Functions', tunable: 'Settings' } as const;
const ASK = { function: 'errnopath functions count_mounts', tunable: 'errnopath ask fs.mount-max' } as const;

export function shellFrame(kind: ShellKind, kernel: string, arch: string): PageFrame {
  return {
    title: `${WORDS[kind]} of Linux ${kernel}`,
    description: `${WORDS[kind]} of Linux ${kernel} on ${arch}, by name: the errnos that depend on each, and under which conditions.`,
    target: { page: 'kernel', kernel },
    kernel,
    arch,
    passing: true,
  };
}

export function ShellPage({ kind, kernel }: { readonly kind: ShellKind; readonly kernel: string }) {
  return (
    <>
      <Crumbs>
        <Link to={{ page: 'kernel', kernel }}>Linux {kernel}</Link>
        <span>{WORDS[kind].toLowerCase()}</span>
      </Crumbs>
      <h1>
        {WORDS[kind]} of Linux {kernel}
      </h1>
      <p class="lead">Search for a name above, or follow a link from another page.</p>
      <noscript>
        <p>
          There are too many for a page each, so JavaScript draws the one that the link names. Without it, the program
          tells the same: <code>{ASK[kind]}</code>
        </p>
      </noscript>
    </>
  );
}
