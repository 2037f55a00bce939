/** Finds the failures that a pasted output names, and links to their pages: what can be done without a server. */
import type { Searched } from './find.js';
import type { Here } from './here.js';
import { search } from './search-box.js';

/** Lines that are looked at. */
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
      for (const { exact, label, href } of await search(here, await site, question)) if (exact) found.set(label, href);
    named.replaceChildren(found.size === 0 ? 'No failure of a syscall is named.' : listOf(found));
  });
}

/** What strace prints (`mount(…) = -1 ENOSPC (…)`), a symbol and a number that tracers print, and messages of programs. */
function questionsOf(output: string): readonly string[] {
  const lines = output.split('\n').slice(0, MOST_LINES);
  return [
    ...new Set(
      lines.flatMap((line) => {
        const [, syscall, errno] = /\b([a-z_0-9]+)\(.*= -1 (E[A-Z0-9]+)/.exec(line) ?? [];
        if (syscall !== undefined) return [`${syscall} ${errno}`];
        return line.trim() === '' ? [] : [line.trim()];
      }),
    ),
  ];
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
