/** Where in the tree an errno is written: its sites by the folder that they lie in. */
import type { Subsystem } from '../schemas/pages.js';
import type { Arch } from './arch.js';
import { functionsById } from './functions.js';
import type { Pack } from './pack.js';
import { archMask } from './reach.js';

/** Folders deeper than this belong to the one above: `fs/ext4`, `drivers/gpu`. */
const DEPTH = 2;

/** The files of a folder: files are numbered in the order of their paths, so they lie side by side. */
interface Folder {
  readonly name: string;
  /** The first file behind it. */
  readonly end: number;
}

const folders = new WeakMap<Pack, Promise<readonly Folder[]>>();

/**
 * The folders with sites of the errnos, most sites first.
 * @param errnos - ids of the `errno` table
 * @param arch - whose kernels can have the code
 * @param most - functions that are named of each
 */
export async function subsystemsOf(
  pack: Pack,
  errnos: ReadonlySet<number>,
  arch: Arch,
  most: number,
): Promise<{ readonly sites: number; readonly subsystems: Subsystem[] }> {
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const sitesOf = new Map<number, number>();
  for (let site = 0; site < graph.siteErrno.length; site++) {
    if (!errnos.has(graph.siteErrno[site] as number)) continue;
    const fn = graph.siteFunction[site] as number;
    if (mask[graph.functionArch[fn] as number]) sitesOf.set(fn, (sitesOf.get(fn) ?? 0) + 1);
  }
  const all = await foldersOf(pack);
  const found = new Map<string, [fn: number, sites: number][]>();
  let at = 0;
  // Functions come in the order of files, as sites do.
  for (const [fn, sites] of sitesOf) {
    while (at < all.length - 1 && (graph.fileStart[all[at]?.end as number] as number) <= fn) at++;
    const name = all[at]?.name ?? '';
    const list = found.get(name) ?? [];
    list.push([fn, sites]);
    found.set(name, list);
  }
  const ranked = [...found].map(([folder, list]) => ({
    folder,
    sites: list.reduce((sum, [, sites]) => sum + sites, 0),
    functions: list.length,
    first: list.sort(([a, some], [b, more]) => more - some || a - b).slice(0, most),
  }));
  ranked.sort((a, b) => b.sites - a.sites || (a.folder < b.folder ? -1 : 1));
  const rows = await functionsById(pack, [...new Set(ranked.flatMap(({ first }) => first.map(([fn]) => fn)))]);
  const subsystems = ranked.map(({ first, ...rest }) => ({
    ...rest,
    first: first.flatMap(([fn, sites]) => {
      const row = rows.get(fn);
      return row === undefined ? [] : [{ function: row.name, file: row.file, line: row.line, sites }];
    }),
  }));
  return { sites: subsystems.reduce((sum, { sites }) => sum + sites, 0), subsystems };
}

/** Read once a pack. */
function foldersOf(pack: Pack): Promise<readonly Folder[]> {
  const known = folders.get(pack);
  if (known !== undefined) return known;
  const read = readFolders(pack).catch((error: unknown) => {
    folders.delete(pack);
    throw error;
  });
  folders.set(pack, read);
  return read;
}

async function readFolders({ store }: Pack): Promise<readonly Folder[]> {
  const list: { name: string; end: number }[] = [];
  for (const row of await store.all('SELECT id, path FROM file ORDER BY id')) {
    const name = folderOf(String(row.path));
    const last = list.at(-1);
    if (last?.name === name) last.end = Number(row.id) + 1;
    else list.push({ name, end: Number(row.id) + 1 });
  }
  return list;
}

/** `fs/ext4/super.c` → `fs/ext4`, `kernel/fork.c` → `kernel`. */
function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.slice(0, Math.min(DEPTH, parts.length - 1)).join('/') || '.';
}
