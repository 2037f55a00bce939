/**
 * Loads the script that reads shards (`main.ts`) once a page needs it: most are read without. It runs before the page is
 * painted, so that nothing moves where something is drawn.
 */

const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;

/** Hides what the file shows where something else is about to be drawn, so that nothing moves. */
const HIDING = 'drawing';

/** Pages that draw what stands behind `#`. */
const DRAWING = /\/(?:function|tunable|syscall\/[^/]+?)(?:\.html)?$/;

let loaded: Promise<void> | undefined;
/** Whether it is there, or will not come. */
let ready = false;

function load(): Promise<void> {
  loaded ??= new Promise((done) => {
    const script = document.createElement('script');
    script.src = new URL('shards.js', own).href;
    const end = (): void => {
      ready = true;
      done();
    };
    script.addEventListener('load', end);
    script.addEventListener('error', () => {
      document.documentElement.classList.remove(HIDING);
      end();
    });
    document.head.append(script);
  });
  return loaded;
}

function draws(): boolean {
  return location.hash !== '' && DRAWING.test(location.pathname);
}

function wanted(): boolean {
  return draws() || location.search !== '' || document.querySelector('form.explain') !== null;
}

document.documentElement.classList.add('scripted');
document.documentElement.classList.toggle(HIDING, draws());
addEventListener('hashchange', () => {
  if (wanted()) void load();
});
addEventListener('DOMContentLoaded', () => {
  const search = document.querySelector('form.search');
  const inputs = document.querySelectorAll<HTMLInputElement>('.search input[type="search"], .filter input');
  for (const input of inputs) {
    const begin = async (): Promise<void> => {
      if (loaded !== undefined) return;
      await load();
      // What was typed in the meantime.
      if (input.value !== '') input.dispatchEvent(new Event('input'));
    };
    input.addEventListener('focus', begin);
    input.addEventListener('input', begin);
  }
  if (search instanceof HTMLFormElement)
    search.addEventListener('submit', async (event) => {
      if (ready) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      await load();
      search.requestSubmit();
    });
  if (wanted()) void load();
});
