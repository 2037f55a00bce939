/** What a file's place in the tree says about the code in it. */

/** What is asked of a path again and again while names are resolved, worked out once. */
interface Place {
  readonly arch: string;
  readonly aside: boolean;
  /** Who can include it, for a header: everybody, code of one arch, or (null) what is near by. */
  readonly includedBy: string | null;
  readonly folders: readonly string[];
  /** Its first two folders. */
  readonly top: string;
  readonly outlook: string;
  readonly neighbourhood: string;
}

/** `Place.includedBy` of `include/`. */
const EVERYBODY = '';

const places = new Map<string, Place>();

function placeOf(path: string): Place {
  const known = places.get(path);
  if (known) return known;
  const folders = path.split('/').slice(0, -1);
  const arch = /^arch\/([^/]+)\//.exec(path)?.[1] ?? '';
  const includedBy = path.startsWith('include/') ? EVERYBODY : (/^arch\/([^/]+)\/include\//.exec(path)?.[1] ?? null);
  const aside = ASIDE.test(path);
  const top = folders.slice(0, 2).join('/');
  const neighbourhood = `${aside ? '-' : '+'} ${folders.join('/')}`;
  const place = { arch, aside, includedBy, folders, top, outlook: `${arch} ${top}`, neighbourhood };
  places.set(path, place);
  return place;
}

/** The arch whose kernel compiles a file (`arch/x86/…` → `x86`), or '' for all. */
export function archOfPath(path: string): string {
  return placeOf(path).arch;
}

const ASIDE =
  /^arch\/[^/]+\/(?:boot|purgatory|realmode|vdso|tools|um)\/|\/vdso(?:32|64)?\/|^arch\/um\/|^lib\/(?:test_|raid6\/test)|\/selftests?\/|^drivers\/firmware\/efi\/libstub\//;

/** Code that is built beside the kernel proper and is never called by it: boot stubs, decompressors, vDSO, purgatory. */
export function isAside(path: string): boolean {
  return placeOf(path).aside;
}

/** Whether code at `from` can include a header at `header`: shared ones always, private ones from near by. */
export function sees(from: string, header: string): boolean {
  const place = placeOf(header);
  if (place.includedBy === EVERYBODY) return true;
  const own = placeOf(from);
  if (place.includedBy !== null) return own.arch === '' || own.arch === place.includedBy;
  return place.top !== '' && own.top === place.top;
}

/** Files of one outlook see the same headers. */
export function outlookOf(path: string): string {
  return placeOf(path).outlook;
}

/** Files of one neighbourhood have the same definitions near by, and may call the same ones. */
export function neighbourhoodOf(path: string): string {
  return placeOf(path).neighbourhood;
}

/** Number of leading folders that two paths share. */
export function sharedDepth(a: string, b: string): number {
  const left = placeOf(a).folders;
  const right = placeOf(b).folders;
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth++;
  return depth;
}
