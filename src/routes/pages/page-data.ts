/** What each page is drawn from: the answers of the API's own calls, put together. */
import { ARCH_NAMES, type Arch } from '../../domain/arch.js';
import { bestOrigins } from '../../domain/best-origins.js';
import { breathing } from '../../domain/breathe.js';
import { CAUSES, searchCauses } from '../../domain/causes.js';
import { errnoIds, errnoNodes, errnosOf } from '../../domain/count-origins.js';
import { documentedErrnos, isDocumented } from '../../domain/documented-errnos.js';
import { ERRNOS } from '../../domain/errno.js';
import { findDefinitions, isOfArch } from '../../domain/functions.js';
import type { Pack } from '../../domain/pack.js';
import { canGive } from '../../domain/reach.js';
import { subsystemsOf } from '../../domain/subsystems.js';
import { syscallsOf } from '../../domain/syscalls.js';
import { tunablesOf } from '../../domain/tunables.js';
import type { AskAnswer } from '../../schemas/ask.js';
import type { Cause } from '../../schemas/cause.js';
import type {
  AboutPage,
  AnswerPage,
  BestOrigin,
  CausesPage,
  DiffPage,
  ErrnoPage,
  ExplainPage,
  FunctionPage,
  HomePage,
  KernelPage,
  SyscallPage,
  TunablePage,
} from '../../schemas/pages.js';
import { MAX_LIMIT } from '../../schemas/query.js';
import { ALL_TOOLS } from '../../tools/index.js';
import type { AppDeps } from '../app-deps.js';
import { requireAskedKernel, requireNamedKernel } from '../asked-kernel.js';
import { diffAnswer } from '../diff.js';
import { errnoInfo } from '../errnos.js';
import { explainAnswer } from '../explain.js';
import { functionAnswer } from '../functions.js';
import { kernelSummary, newestFirst } from '../kernels.js';
import { originsAnswer } from '../origins.js';
import { planAnswer } from '../plan.js';
import { requireErrno, requireSyscall } from '../resolve.js';
import { errnoNames, syscallFacts } from '../syscalls.js';
import { tunableAnswer } from '../tunables.js';
import type { PageQuery } from './page-query.js';

/** What pages are put together from. */
export interface PageGround {
  readonly deps: AppDeps;
  /** Names the data, as for every request. */
  readonly dataset: string;
  /** Ends what takes too long. */
  readonly stop?: AbortSignal;
}

/** Origins that an answer page has. */
export const ANSWER_ORIGINS = 10;
/** Those that its plan attaches to. */
const PLANNED_ORIGINS = 20;

/** Functions that are named of each folder. */
const FUNCTIONS_OF_FOLDER = 8;

type Params = Readonly<Record<string, string>>;

export function homeData({ deps }: PageGround, asked: AskAnswer | null): HomePage {
  return { kernels: summaries(deps), asked };
}

export function aboutData({ deps }: PageGround): AboutPage {
  return { version: deps.version, kernels: summaries(deps) };
}

export function causesData({ deps }: PageGround, { q }: PageQuery): CausesPage {
  const causes = q === undefined ? CAUSES : foundCauses(q);
  return { query: q ?? '', kernels: kernelIds(deps), causes: [...causes] };
}

/** By words that all stand in a cause, else by a message that one knows. */
function foundCauses(q: string): readonly Cause[] {
  const byWords = searchCauses({ q });
  return byWords.length > 0 ? byWords : searchCauses({ message: q });
}

export async function explainData(
  { deps }: PageGround,
  { output, kernel, arch }: { readonly output: string; readonly kernel?: string; readonly arch?: string },
): Promise<ExplainPage> {
  const request = { output, ...(kernel !== undefined && { kernel }), ...(arch !== undefined && { arch }) };
  const explanation = output.trim() === '' ? null : await explainAnswer(deps, request);
  return { kernels: kernelIds(deps), arches: [...ARCH_NAMES], output, explanation };
}

export async function kernelData(
  { deps, stop }: PageGround,
  { kernel = '' }: Params,
  { arch: named }: PageQuery,
): Promise<KernelPage> {
  const { pack, kernel: ref, arch } = await requireNamedKernel(deps, kernel, named);
  const sets = await errnoNodes(pack, arch, breathing(stop));
  const syscalls = (await syscallsOf(pack, arch)).flatMap(({ name, number, function: fn }) =>
    fn === null ? [] : [{ name, number, errnos: errnosOf(sets, fn).length }],
  );
  const sites = new Map<number, number>();
  for (const errno of pack.graph.siteErrno) sites.set(errno, (sites.get(errno) ?? 0) + 1);
  const errnos = ERRNOS.map((errno) => {
    const { name, number, message } = errnoInfo(errno, arch, pack);
    return { name, number, message, sites: namesOf(pack, name).reduce((sum, id) => sum + (sites.get(id) ?? 0), 0) };
  }).filter((one) => one.sites > 0);
  const kinds = new Map<string, number>();
  for (const { kind } of tunablesOf(pack)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const tunables = [...kinds].sort().map(([kind, count]) => ({ kind, count }));
  return {
    ...scopeOf(deps, pack, ref, arch),
    summary: kernelSummary(pack, deps.builds ?? []),
    syscalls,
    errnos,
    tunables,
  };
}

export async function errnoData(
  { deps }: PageGround,
  { kernel = '', errno: text = '' }: Params,
  { arch: named }: PageQuery,
): Promise<ErrnoPage> {
  const { pack, kernel: ref, arch } = await requireNamedKernel(deps, kernel, named);
  const errno = requireErrno(text, arch);
  const able = canGive(pack, errnoIds(pack, errno.name), arch, 'own');
  const syscalls = (await syscallsOf(pack, arch))
    .filter((one) => one.function !== null && able(one.function))
    .map(({ name }) => ({
      name,
      documented: isDocumented(name, errno.name),
    }));
  const names = new Set(syscalls.map(({ name }) => name));
  const causes = searchCauses({ errno: errno.name }).map(({ id, title, syscalls: of }) => {
    return { id, title, syscalls: of.filter((name) => names.has(name)) };
  });
  const found = await subsystemsOf(pack, new Set(namesOf(pack, errno.name)), arch, FUNCTIONS_OF_FOLDER);
  return {
    ...scopeOf(deps, pack, ref, arch),
    ...{ errno: errnoInfo(errno, arch, pack), ...found, syscalls, causes },
  };
}

/** @param known - the likeliest origin of each errno, where that was found already */
export async function syscallData(
  { deps, stop }: PageGround,
  { kernel = '', syscall: text = '' }: Params,
  { arch: named }: PageQuery,
  known?: ReadonlyMap<string, BestOrigin>,
): Promise<SyscallPage> {
  const asked = await requireAskedKernel(deps, kernel, named);
  const { pack, kernel: ref, arch, compiled } = asked;
  const syscall = await requireSyscall(pack, text, arch, 'path');
  const breathe = breathing(stop);
  const errnos = errnoNames(pack, syscall, await errnoNodes(pack, arch, breathe));
  const best =
    known ??
    (syscall.function === null
      ? undefined
      : await bestOrigins(pack, { entry: syscall.function, arch, compiled, errnos }, breathe));
  const entries = await entriesOf(pack, syscall.name);
  return {
    ...scopeOf(deps, pack, ref, arch),
    ...{ arches: distinct(entries.map((one) => one.arch)), syscall: await syscallFacts(asked, syscall), entries },
    errnos: errnos.map((name) => {
      return { name, documented: isDocumented(syscall.name, name), best: best?.get(name) ?? null };
    }),
    only_documented: onlyDocumented(syscall.name, errnos),
  };
}

export async function answerData(
  { deps, dataset }: PageGround,
  { kernel = '', syscall = '', errno = '' }: Params,
  { arch: named, cmd, family, fs }: PageQuery,
): Promise<AnswerPage> {
  const narrowed = { ...(cmd !== undefined && { cmd }), ...(family !== undefined && { family }) };
  const list = fs?.split(',');
  const arch_ = named === undefined ? {} : { arch: named };
  const question = { syscall, errno, ...arch_, ...narrowed, ...(list !== undefined && { fs: list }) };
  const answer = await originsAnswer(deps, dataset, kernel, { ...question, limit: ANSWER_ORIGINS });
  const plan = await planAnswer(deps, {
    ...{ ...question, kernel, limit: PLANNED_ORIGINS },
    tools: ALL_TOOLS.map(({ tracer }) => tracer.id),
  });
  const { pack, arch } = await requireNamedKernel(deps, kernel, named);
  const documented = isDocumented(answer.syscall, answer.errno.name);
  const arches = await syscallArches(pack, answer.syscall);
  const outside = await onlyFromOutside(pack, arch, answer.syscall, answer.errno.name);
  return { ...scopeOf(deps, pack, answer.kernel, arch), arches, answer, ...outside, plan, documented };
}

/** Whether the page of the syscall lists the errno with no origin of its own: filters and servers can give any. */
export async function onlyFromOutside(
  pack: Pack,
  arch: Arch,
  name: string,
  errno: string,
): Promise<Pick<AnswerPage, 'outside'>> {
  const { function: body } = await requireSyscall(pack, name, arch, 'path');
  const own = canGive(pack, errnoIds(pack, errno), arch, 'own');
  return body !== null && own(body) ? {} : { outside: true };
}

export async function functionData(
  { deps }: PageGround,
  { kernel = '', name = '' }: Params,
  { arch: named }: PageQuery,
): Promise<FunctionPage> {
  const { pack, kernel: ref, arch } = await requireNamedKernel(deps, kernel, named);
  const answer = await functionAnswer(deps, kernel, name, { arch: named });
  const files = (await findDefinitions(pack, name)).map(({ file }) => file);
  const arches = archesOf(pack).filter((one) => files.some((file) => isOfArch(file, one)));
  return { ...scopeOf(deps, pack, ref, arch), arches, function: answer };
}

export async function tunableData(
  { deps }: PageGround,
  { kernel = '', name = '' }: Params,
  { arch: named }: PageQuery,
): Promise<TunablePage> {
  const asked = await requireNamedKernel(deps, kernel, named);
  return { ...scopeOf(deps, asked.pack, asked.kernel, asked.arch), tunable: await tunableAnswer(asked, name) };
}

export async function diffData(
  { deps, dataset, stop }: PageGround,
  { from = '', to = '' }: Params,
  { arch: named, errno, syscall }: PageQuery,
): Promise<DiffPage> {
  const before = await requireNamedKernel(deps, from, named);
  const after = await requireNamedKernel(deps, to, named ?? before.arch);
  const { arch } = before;
  const failure = { ...(errno !== undefined && { errno }), ...(syscall !== undefined && { syscall }) };
  const asked = errno !== undefined || syscall !== undefined;
  const [old, young] = [before.pack, after.pack];
  const names = async (pack: Pack): Promise<readonly string[]> =>
    (await syscallsOf(pack, arch)).map(({ name }) => name);
  return {
    ...{ from: before.kernel.requested, to: after.kernel.requested, arch },
    ...{ arches: [...old.manifest.arches], kernels: kernelIds(deps) },
    syscalls: changed(await names(old), await names(young)),
    tunables: changed(settingsOf(old), settingsOf(young)),
    diff: asked ? await diffAnswer(deps, dataset, { from, to, arch, ...failure, limit: MAX_LIMIT }, stop) : null,
  };
}

/** What the manual lists beside the errnos that a syscall can give here. */
export function onlyDocumented(syscall: string, errnos: readonly string[]): string[] {
  const known = new Set(errnos);
  return [...(documentedErrnos(syscall) ?? [])].filter((name) => !known.has(name) && NAMES.has(name));
}

const NAMES: ReadonlySet<string> = new Set(ERRNOS.map(({ name }) => name));

/** The arches that have a syscall. */
export async function syscallArches(pack: Pack, name: string): Promise<string[]> {
  return distinct((await entriesOf(pack, name)).map((one) => one.arch));
}

/** How a syscall is entered on every arch that has it. */
async function entriesOf(pack: Pack, name: string): Promise<SyscallPage['entries']> {
  const entries: SyscallPage['entries'] = [];
  for (const arch of archesOf(pack)) {
    const found = (await syscallsOf(pack, arch)).find((one) => one.name === name);
    if (found !== undefined)
      for (const { abi, number, entry } of [found, ...found.compat]) entries.push({ arch, abi, number, entry });
  }
  return entries;
}

function archesOf({ manifest }: Pack): readonly Arch[] {
  return ARCH_NAMES.filter((one) => manifest.arches.includes(one));
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function changed(before: readonly string[], after: readonly string[]): { appeared: string[]; went: string[] } {
  const [had, has] = [new Set(before), new Set(after)];
  return {
    appeared: [...has].filter((name) => !had.has(name)).sort(),
    went: [...had].filter((name) => !has.has(name)).sort(),
  };
}

/** What one can set: a constant is fixed when the kernel is built. */
function settingsOf(pack: Pack): readonly string[] {
  return tunablesOf(pack)
    .filter(({ kind }) => kind !== 'constant')
    .map(({ name }) => name);
}

/** Ids of an errno and of its other names. */
function namesOf(pack: Pack, name: string): readonly number[] {
  return pack.errnos.filter((one) => one.name === name || one.alias_of === name).map(({ id }) => id);
}

/** What all pages about a kernel have. */
export function scopeOf(deps: AppDeps, pack: Pack, kernel: KernelPage['kernel'], arch: string) {
  return { kernel, arch, arches: [...pack.manifest.arches], kernels: kernelIds(deps) };
}

function kernelIds({ packs }: AppDeps): string[] {
  return newestFirst(packs).map(({ manifest }) => manifest.kernel.id);
}

function summaries({ packs, builds = [] }: AppDeps): HomePage['kernels'] {
  return newestFirst(packs).map((pack) => kernelSummary(pack, builds));
}
