/** `GET /v1/diff`: what changed between two kernels. */
import { createRoute, type z } from '@hono/zod-openapi';
import type { Arch } from '../domain/arch.js';
import { breathing } from '../domain/breathe.js';
import { errnoNodes, errnosOf } from '../domain/count-origins.js';
import { type Diff, diffReleases } from '../domain/diff/diff.js';
import type { FunctionChange as FoundChange } from '../domain/diff/function-changes.js';
import type { SiteRef } from '../domain/function-rows.js';
import { findSyscall, type Syscall as SyscallFacts } from '../domain/syscalls.js';
import { DiffAnswer, type FunctionChange } from '../schemas/diff.js';
import { ArchName, Errno, Kernel, Paging, parameters, Syscall } from '../schemas/query.js';
import type { App, AppDeps } from './app-deps.js';
import { type AskedKernel, requireAskedKernel } from './asked-kernel.js';
import { decodeCursor, pageSpan } from './paging.js';
import { documentedProblems, invalidField } from './problems.js';
import { errnoRef, requireErrno, requireSyscall } from './resolve.js';
import { withinTime } from './time-limit.js';

const Query = parameters({
  from: Kernel,
  to: Kernel.openapi({ example: '6.12' }),
  errno: Errno.optional().openapi({ description: 'Without it: which errnos the syscall gained and lost.' }),
  syscall: Syscall.optional().openapi({ description: 'Without it: every function that returns the errno.' }),
  arch: ArchName.optional(),
  ...Paging,
});
type DiffQuery = z.infer<typeof Query>;

const get = createRoute({
  method: 'get',
  path: '/v1/diff',
  'x-example': '/v1/diff?from=6.1&to=6.12&errno=ENOSPC&syscall=mount',
  summary: 'What changed between two kernels: origins and sites that appeared, went, moved, or are guarded otherwise',
  request: { query: Query },
  responses: {
    200: { description: 'The changes', content: { 'application/json': { schema: DiffAnswer } } },
    ...documentedProblems(400, 404, 503),
  },
});

/** One of the two kernels, and the syscall in it. */
interface Side extends AskedKernel {
  readonly found: SyscallFacts | undefined;
}

export function diffRoutes(app: App, deps: AppDeps): void {
  app.openapi(get, async (c) => {
    const query = c.req.valid('query');
    const narrow = query.errno !== undefined && query.syscall !== undefined;
    const less = narrow ? 'Ask again: what was read so far is kept.' : 'Name both an errno and a syscall.';
    const answer = await withinTime(c, deps, less, (stop) => diffAnswer(deps, c.get('dataset'), query, stop));
    return c.json(answer, 200);
  });
}

/**
 * @param dataset - names what the cursor is of
 * @param stop - ends it before it is done: it rejects with the signal's reason
 */
export async function diffAnswer(
  deps: AppDeps,
  dataset: string,
  query: DiffQuery,
  stop?: AbortSignal,
): Promise<DiffAnswer> {
  if (query.errno === undefined && query.syscall === undefined)
    throw invalidField('query', 'errno', 'name an errno, a syscall, or both');
  // A cursor of another answer is refused before two kernels are compared.
  decodeCursor(dataset, query.cursor);
  const before = await requireAskedKernel(deps, query.from, query.arch);
  // A build may decide the arch of the first kernel; the second one is compared on the same.
  const after = await requireAskedKernel(deps, query.to, query.arch ?? before.arch);
  const { arch } = before;
  const errno = query.errno === undefined ? undefined : requireErrno(query.errno, arch);
  const from = await withSyscall(before, query.syscall, arch);
  const to = await withSyscall(after, query.syscall, arch);
  const name = (to.found ?? from.found)?.name;
  // A syscall that neither kernel has is misspelt: that says so, with the nearest names.
  if (query.syscall !== undefined && name === undefined) await requireSyscall(after.pack, query.syscall, arch, 'query');
  const breathe = breathing(stop);
  const diff =
    errno === undefined
      ? NO_DIFF
      : await diffReleases(releaseQuery(from, errno.name, name), releaseQuery(to, errno.name, name), breathe);
  const { start, end, ...page } = pageSpan(diff.total, dataset, query);
  const changes = await diff.changes(start, end);
  const answer = {
    ...{ from: from.kernel, to: to.kernel, arch, syscall: name ?? null },
    entry: name === undefined ? null : { from: from.found?.entry ?? null, to: to.found?.entry ?? null },
    errno: errno === undefined ? null : errnoRef(errno, arch),
    errnos: errno === undefined ? await errnoChanges(from, to, breathe) : null,
    ...{ compared: diff.compared, same: diff.same, changes: changes.map(shownChange) },
    warnings: [...new Set([...from.warnings, ...to.warnings, ...sideWarnings(from, to, name)])],
  };
  return { ...answer, ...page };
}

async function withSyscall(kernel: AskedKernel, text: string | undefined, arch: Arch): Promise<Side> {
  const result = text === undefined ? undefined : await findSyscall(kernel.pack, text, arch);
  if (result?.ok === false && result.malformed) throw invalidField('query', 'syscall', result.reason);
  return { ...kernel, found: result?.ok ? result.syscall : undefined };
}

function releaseQuery({ pack, compiled, arch }: Side, errno: string, syscall: string | undefined) {
  return { pack, compiled, arch, errno, ...(syscall !== undefined && { syscall }) };
}

/** Where no errno is asked about, functions are not compared. */
const NO_DIFF: Diff = { compared: 0, same: 0, total: 0, changes: async () => [] };

/** The errnos that a syscall can give in one of the kernels only, by its own code. */
async function errnoChanges(
  from: Side,
  to: Side,
  breathe: () => Promise<void>,
): Promise<{ appeared: string[]; went: string[] }> {
  const before = await errnoNames(from, breathe);
  const after = await errnoNames(to, breathe);
  return {
    appeared: [...after].filter((name) => !before.has(name)).sort(),
    went: [...before].filter((name) => !after.has(name)).sort(),
  };
}

async function errnoNames({ pack, arch, found }: Side, breathe: () => Promise<void>): Promise<ReadonlySet<string>> {
  const entry = found?.function ?? null;
  const ids = new Set(entry === null ? [] : errnosOf(await errnoNodes(pack, arch, breathe), entry));
  return new Set(pack.errnos.flatMap(({ id, name }) => (ids.has(id) ? [name] : [])));
}

function sideWarnings(from: Side, to: Side, syscall: string | undefined): readonly string[] {
  const same =
    from.kernel.id === to.kernel.id
      ? [`${from.kernel.requested} and ${to.kernel.requested} are answered from the same release`]
      : [];
  const lacking = [from, to].filter(({ found }) => syscall !== undefined && found === undefined);
  return [...same, ...lacking.map(({ kernel }) => `${kernel.id} has no syscall ${syscall}`)];
}

function shownChange({ change, from, to, sites }: FoundChange): FunctionChange {
  const one = from ?? to;
  return {
    change,
    function: one.name,
    errno: one.errno,
    from: from && { file: from.file, line: from.line, rank: from.rank, score: from.score },
    to: to && { file: to.file, line: to.line, rank: to.rank, score: to.score },
    sites: sites.map((site) => ({ change: site.change, from: shownSite(site.from), to: shownSite(site.to) })),
  };
}

function shownSite(site: SiteRef | null) {
  return site && { line: site.line, kind: site.kind, guard: site.guard, config: site.config };
}
