/** Writes a kernel on an arch: what must be there, and of the likeliest other failures as many pages as there is room for. */
import { shownOrigin } from '../../pages/brief.js';
import { drawShell, PAGES } from '../../pages/pages.js';
import type { RestShard } from '../../pages/shards.js';
import { type SiteMap, staticPlace } from '../../pages/static-place.js';
import { type AskedKernel, requireAskedKernel } from '../../routes/asked-kernel.js';
import { errnoData, kernelData, type PageGround, syscallData } from '../../routes/pages/page-data.js';
import { likeliestOrigin, rowAnswerData, shortAnswerData } from '../../routes/pages/short-answer.js';
import type { Origin } from '../../schemas/origin.js';
import type { BestOrigin, ErrnoPage, SyscallPage } from '../../schemas/pages.js';
import { restShard, withoutErrnos } from './rest-shard.js';
import { type SiteFile, shardFile, sizeOf } from './site-file.js';
import { pageFiles } from './site-pages.js';
import { type PlannedScope, pairOf, type Room, type WantedPages, withPages } from './site-scopes.js';
import { namesShard, scopeShards } from './site-shards.js';

/** Where files go. */
export interface SiteWriter {
  write(file: SiteFile): Promise<void>;
  /** Takes a file back. */
  remove(path: string): Promise<void>;
}

/** Of the room of a kernel, what is kept for files that are of no kernel: causes, scripts, the map for search engines. */
const SHARED: Room = { files: 40, bytes: 2_500_000 };

/** A page with its twin, which may be taken back. */
interface Optional {
  readonly paths: readonly string[];
  readonly bytes: number;
}

/**
 * @param site - links to what is planned of other scopes, or was written of them
 * @returns the scope with the pages that it has got
 */
export async function writeScope(
  site: SiteMap,
  ground: PageGround,
  scope: PlannedScope,
  { likely, room }: Pick<WantedPages, 'likely' | 'room'>,
  writer: SiteWriter,
): Promise<PlannedScope> {
  const asked = await requireAskedKernel(ground.deps, scope.kernel, scope.arch);
  const taken = { ...SHARED };
  const write = async (file: SiteFile): Promise<void> => {
    taken.files++;
    taken.bytes += sizeOf(file);
    await writer.write(file);
  };
  for await (const file of shells(site, ground, scope)) await write(file);
  for await (const file of scopeShards(asked, scope)) await write(file);
  // A page and a twin each, of a syscall a shard besides, and the names of all.
  const coming = 2 * (scope.planned.size + scope.errnos.size) + 3 * scope.syscalls.size + 1;
  const most = likely ?? Math.max(0, Math.floor((room.files - taken.files - coming) / 2));

  const syscalls: SyscallPage[] = [];
  const rests = new Map<string, RestShard>();
  const others: UnplannedPair[] = [];
  for (const syscall of scope.syscalls.keys()) {
    const made = await answersOf(site, ground, scope, asked, syscall);
    for (const file of made.needed) await write(file);
    others.push(...made.others);
    syscalls.push(made.page);
    rests.set(syscall, made.rest);
  }
  others.sort((a, b) => a.bits - b.bits || (pairOf(a.syscall, a.errno) < pairOf(b.syscall, b.errno) ? -1 : 1));
  const drawing = others.slice(0, most);
  const candidates = drawing.map(({ syscall, errno }) => pairOf(syscall, errno));
  const provisional = withPages(scope, new Set(candidates));
  const drawn = new Map<string, Optional>();
  for (const { syscall, errno } of drawing) {
    const files = await rowFiles(replaced(site, provisional), ground, scope, syscall, errno, rests.get(syscall));
    for (const file of files) await writer.write(file);
    drawn.set(pairOf(syscall, errno), { paths: files.map(({ path }) => path), bytes: sum(files) });
  }
  const errnos: ErrnoPage[] = [];
  for (const errno of scope.errnos)
    errnos.push(await errnoData(ground, { kernel: scope.kernel, errno }, { arch: scope.arch }));

  // What leads to the answers takes the same bytes, whichever of them have pages: `mount/EXDEV.html`, `mount.html#EXDEV`.
  for (const file of leading(site, provisional, asked, syscalls, errnos)) taken.bytes += sizeOf(file);
  const restFiles = (pages: ReadonlySet<string>): SiteFile[] =>
    [...rests].map(([syscall, rest]) => restFile(scope, syscall, rest, pages));
  const kept =
    likely === undefined
      ? likeliest(candidates, drawn, room.bytes - taken.bytes, (pages) => sum(restFiles(pages)))
      : new Set(candidates);
  for (const [pair, { paths }] of drawn) if (!kept.has(pair)) for (const path of paths) await writer.remove(path);
  const final = withPages(scope, kept);
  for (const file of restFiles(kept)) await writer.write(file);
  for (const file of leading(site, final, asked, syscalls, errnos)) await writer.write(file);
  return final;
}

/** The likeliest of the pages that fit: what has a page leaves the shard of its syscall, which makes room for more. */
function likeliest(
  candidates: readonly string[],
  drawn: ReadonlyMap<string, Optional>,
  room: number,
  restOf: (pages: ReadonlySet<string>) => number,
): ReadonlySet<string> {
  const kept = new Set<string>();
  let pages = 0;
  for (let before = -1; before < kept.size; ) {
    before = kept.size;
    let left = room - pages - restOf(kept);
    for (const pair of candidates.slice(kept.size)) {
      const { bytes } = drawn.get(pair) ?? { bytes: 0 };
      if (bytes > left) break;
      left -= bytes;
      pages += bytes;
      kept.add(pair);
    }
  }
  return kept;
}

function sum(files: readonly SiteFile[]): number {
  return files.reduce((bytes, file) => bytes + sizeOf(file), 0);
}

/** What no page tells of a syscall. */
function restFile({ folder }: PlannedScope, syscall: string, rest: RestShard, pages: ReadonlySet<string>): SiteFile {
  const left = new Set(Object.keys(rest.origins).filter((errno) => pages.has(pairOf(syscall, errno))));
  return shardFile(`${folder}/syscall/${syscall}.rest.js`, withoutErrnos(rest, left));
}

function replaced(site: SiteMap, scope: PlannedScope): SiteMap {
  return { ...site, scopes: site.scopes.map((one) => (one.folder === scope.folder ? scope : one)) };
}

/** The page of the kernel, and those that the script draws into. */
async function* shells(site: SiteMap, ground: PageGround, scope: PlannedScope): AsyncGenerator<SiteFile> {
  const { kernel, arch, folder } = scope;
  for (const kind of ['function', 'tunable'] as const) {
    const path = `${folder}/${kind}.html`;
    yield { path, text: drawShell(kind, kernel, arch, staticPlace(site, { path, arch, twin: false })) };
  }
  yield* pageFiles(
    site,
    PAGES.kernel,
    { page: 'kernel', kernel },
    arch,
    await kernelData(ground, { kernel }, { arch }),
  );
}

/** The pages of syscalls and errnos, and the names that are searched: all that leads to the answers of the scope. */
function* leading(
  site: SiteMap,
  scope: PlannedScope,
  asked: AskedKernel,
  syscalls: readonly SyscallPage[],
  errnos: readonly ErrnoPage[],
): Generator<SiteFile> {
  const { kernel, arch } = scope;
  const whole = replaced(site, scope);
  for (const data of syscalls)
    yield* pageFiles(whole, PAGES.syscall, { page: 'syscall', kernel, syscall: data.syscall.name }, arch, data);
  for (const data of errnos)
    yield* pageFiles(whole, PAGES.errno, { page: 'errno', kernel, errno: data.errno.name }, arch, data);
  yield namesShard(asked, scope);
}

interface Answers {
  readonly needed: readonly SiteFile[];
  /** What is not planned, and can start somewhere. */
  readonly others: readonly UnplannedPair[];
  readonly page: SyscallPage;
  /** Of all of these. */
  readonly rest: RestShard;
}

/** A failure that may have a page. */
interface UnplannedPair {
  readonly syscall: string;
  readonly errno: string;
  /** How unlikely its likeliest origin is. */
  readonly bits: number;
}

/** The answers of a syscall: pages of what is planned, and all others as a shard has them. */
export async function answersOf(
  site: SiteMap,
  ground: PageGround,
  { kernel, arch, syscalls, planned }: PlannedScope,
  asked: AskedKernel,
  syscall: string,
): Promise<Answers> {
  const needed: SiteFile[] = [];
  const others: UnplannedPair[] = [];
  const best = new Map<string, BestOrigin>();
  const rest = new Map<string, Origin>();
  for (const errno of syscalls.get(syscall)?.keys() ?? []) {
    if (planned.has(pairOf(syscall, errno))) {
      const answer = await shortAnswerData(ground, { kernel, arch, syscall, errno });
      const [first] = answer.answer.origins;
      if (first !== undefined) best.set(errno, bestOf(first));
      needed.push(...pageFiles(site, PAGES.answer, { page: 'answer', kernel, syscall, errno }, arch, answer));
      continue;
    }
    const found = await likeliestOrigin(asked, syscall, errno);
    if (found === undefined) continue;
    best.set(errno, bestOf(found.origin));
    rest.set(errno, found.origin);
    others.push({ syscall, errno, bits: found.bits });
  }
  const page = await syscallData(ground, { kernel, syscall }, { arch }, best);
  return { needed, others, page, rest: await restShard(asked, syscall, rest) };
}

/** The page of a failure without a plan, of what the shard of its syscall holds. */
async function rowFiles(
  site: SiteMap,
  ground: PageGround,
  { kernel, arch }: PlannedScope,
  syscall: string,
  errno: string,
  shard: RestShard | undefined,
): Promise<readonly SiteFile[]> {
  const brief = shard?.origins[errno];
  const origin = shard && brief && shownOrigin(brief, errno, shard);
  const data = await rowAnswerData(ground, { kernel, arch, syscall, errno }, origin);
  return pageFiles(site, PAGES.answer, { page: 'answer', kernel, syscall, errno }, arch, data);
}

/** An origin in a line, as the page of its syscall has it. */
function bestOf({ function: name, file, line, sites, source }: Origin): BestOrigin {
  const [first] = [...sites].sort((a, b) => a.line - b.line);
  const best = { function: name, file, line: first?.line ?? line, guard: first?.guard ?? null };
  return { ...best, ...(source !== undefined && { source }) };
}
