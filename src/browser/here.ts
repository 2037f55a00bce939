/** Where the page that runs this stands in the site. */

export interface Here {
  /** The address of the top of the site. */
  readonly top: string;
  /** The page below it: `k/6.1.192/syscall/mount.html`. */
  readonly path: string;
  readonly kernel: string | undefined;
  readonly arch: string | undefined;
}

/** @param script - the address of this script: `assets/site.js` below the top */
export function hereOf(script: string): Here {
  const top = new URL('..', script).href;
  const path = decodeURI(location.href.replace(/[?#].*/, '').slice(top.length)) || 'index.html';
  const field = (name: string): string | undefined => {
    const input = document.querySelector(`.search input[name="${name}"]`);
    return input instanceof HTMLInputElement ? input.value : undefined;
  };
  // Some hosts leave out the ending.
  return { top, path: path.endsWith('.html') ? path : `${path}.html`, kernel: field('kernel'), arch: field('arch') };
}
