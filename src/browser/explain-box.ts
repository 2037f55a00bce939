/** Finds the failures that a pasted output names, and links to their pages: what can be done without a server. */
import type { Searched } from './find.js';
import type { Here } from './here.js';
import { search } from './search-box.js';

/** Lines that are looked at beside those of strace. */
const MOST_LINES = 200;

export function addExplain(here: Here, site: Promise<Searched | undefined>): void {
  const form = document.querySelector('form.explain');
  const output = form?.querySelector('textarea');
  const named = form?.querySelector('#named');
  if (!(form instanceof HTMLFormElement) || !output || !named) return;
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const found = new Map<string, string>();
    for (const question of questionsOf(output.value))
      for (const { exact, label, href } of await search(here, await site, question, 'exact'))
        if (exact) found.set(label, href);
    named.replaceChildren(found.size === 0 ? 'No failure of a syscall is named.' : listOf(found));
  });
}

/** What strace prints (`mount(…) = -1 ENOSPC (…)`), a symbol and a number that tracers print, and messages of programs. */
function questionsOf(output: string): readonly string[] {
  const failures = new Set<string>();
  const others = new Set<string>();
  for (const line of output.split('\n')) {
    const [, errno] = /= -1 (E[A-Z0-9]+)/.exec(line) ?? [];
    const [, called, resumed] = /\b([a-z_0-9]+)\(|<\.\.\. ([a-z_0-9]+) resumed>/.exec(line) ?? [];
    const syscall = resumed ?? called;
    if (errno !== undefined && syscall !== undefined) failures.add(`${syscall} ${errno}`);
    else if (line.trim() !== '' && others.size < MOST_LINES) others.add(line.trim());
  }
  return [...failures, ...others];
}

function listOf(found: ReadonlyMap<string, string>): HTMLElement {
  const list = document.createElement('ul');
  for (const [label, href] of found) {
    const row = document.createElement('li');
    const link = document.createElement('a');
    link.href = href;
    link.textContent = label;
    row.append(link);
    list.append(row);
  }
  return list;
}
