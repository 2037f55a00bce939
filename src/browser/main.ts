/** What pages of the static site do without a server: search, draw what stands in shards, find failures in an output. `start.ts` loads it. */
import { drawn } from './draw.js';
import { addExplain } from './explain-box.js';
import { filterCauses } from './filter-causes.js';
import { hereOf } from './here.js';
import { addSearch } from './search-box.js';
import { searchedSite } from './site-data.js';

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;
const here = hereOf(script);
const site = searchedSite(here);

const main = document.querySelector('main');
/** What the file itself shows. */
const own = { html: main?.innerHTML ?? '', title: document.title };

/** Draws what the address names behind `#`, else shows what the file has. */
async function follow(): Promise<void> {
  const searched = await site;
  if (main === null || searched === undefined) return;
  const name = decodeURIComponent(location.hash.slice(1));
  // A mark inside of the page, as it is.
  if (name === 'main' || /^(?:origin|path)-\d+$/.test(name)) return;
  const part = name === '' ? undefined : await drawn(here, searched, name);
  if (decodeURIComponent(location.hash.slice(1)) !== name) return;
  const html = part?.html ?? own.html;
  if (main.innerHTML === html) return;
  main.innerHTML = html;
  document.title = part === undefined ? own.title : `${part.title} · errnopath`;
  if (part !== undefined) scrollTo(0, 0);
  document.dispatchEvent(new Event('drawn'));
}

if (here.kernel !== undefined && /(?:^|\/)(?:function|tunable|syscall\/[^/]+)\.html$/.test(here.path)) {
  addEventListener('hashchange', follow);
  if (location.hash !== '') void follow().finally(() => document.documentElement.classList.remove('drawing'));
}
addSearch(here, site);
addExplain(here, site);
filterCauses(here);
