/** The search box of the static site: shows what is found while one types, and goes where a question leads. */
import { staticPath } from '../pages/static-place.js';
import { type Found, find, type Searched, type Wanted } from './find.js';
import type { Here } from './here.js';
import { siteMap } from './site-data.js';

/** Waits for this long (ms) until nothing more is typed. */
const PAUSE = 120;

export function addSearch(here: Here, site: Promise<Searched | undefined>): void {
  const form = document.querySelector('form.search');
  const input = form?.querySelector('input[name="q"]');
  if (!(form instanceof HTMLFormElement) || !(input instanceof HTMLInputElement)) return;
  const list = document.createElement('ul');
  list.className = 'results';
  list.hidden = true;
  list.setAttribute('aria-label', 'Found');
  form.after(list);
  const show = async (): Promise<readonly Linked[]> => {
    const question = input.value.trim();
    const found = question === '' ? [] : await search(here, await site, question);
    if (input.value.trim() !== question) return [];
    list.replaceChildren(...found.map(item));
    list.hidden = found.length === 0;
    return found;
  };
  let waiting = 0;
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    list.querySelector('a')?.focus();
    event.preventDefault();
  });
  list.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const row = document.activeElement?.closest('li');
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    (next?.querySelector('a') ?? input).focus();
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') list.hidden = true;
  });
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !form.parentElement?.contains(event.target)) list.hidden = true;
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    const found = await show();
    const [first] = found;
    if (first?.exact) location.href = first.href;
    else if (first === undefined) {
      list.replaceChildren(nothing());
      list.hidden = false;
    }
  });
  // The start page is where other forms lead without this script, and addresses of searches.
  const asked = new URLSearchParams(location.search).get('q');
  if (here.path === 'index.html' && asked !== null) {
    input.value = asked;
    form.requestSubmit();
  }
}

interface Linked extends Found {
  readonly href: string;
}

/**
 * With the addresses of what is found.
 * @param what - all that it can mean unless told
 */
export async function search(
  here: Here,
  searched: Searched | undefined,
  question: string,
  what?: Wanted,
): Promise<readonly Linked[]> {
  if (searched === undefined) return [];
  const found = await find(question, searched, here, what);
  const folders = searched.scopes
    .filter(({ kernel, arch }) =>
      found.some(({ target }) => 'kernel' in target && target.kernel === kernel && target.arch === arch),
    )
    .map(({ folder }) => folder);
  const map = await siteMap(searched, folders);
  return found.flatMap((one) => {
    const path = staticPath(map, one.target, here.arch);
    return path === undefined ? [] : [{ ...one, href: `${here.top}${path}` }];
  });
}

function item({ href, label, note }: Linked): HTMLElement {
  const row = document.createElement('li');
  const link = document.createElement('a');
  link.href = href;
  const about = document.createElement('span');
  about.className = 'note';
  about.textContent = note;
  link.append(`${label} `, about);
  row.append(link);
  return row;
}

function nothing(): HTMLElement {
  const row = document.createElement('li');
  row.className = 'note';
  row.textContent = 'Nothing is called so, and no message is known that says so.';
  return row;
}
