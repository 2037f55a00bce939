/** `GET /v1/kernels/{kernel}/functions/{name}`. */

import { createRoute, z } from '@hono/zod-openapi';
import type { Arch } from '../domain/arch.js';
import { type Attaching, attaching } from '../domain/attach.js';
import { causesOfFunction } from '../domain/causes.js';
import {
  calleesOf,
  callersOf,
  type FunctionRow,
  findDefinitions,
  isOfArch,
  nearestFunctions,
} from '../domain/functions.js';
import type { Pack } from '../domain/pack.js';
import { findSites } from '../domain/sites.js';
import { entriesOfFunction } from '../domain/syscalls.js';
import { FunctionAnswer, type FunctionDefinition } from '../schemas/functions.js';
import type { Tunable } from '../schemas/origin.js';
import { ArchName, Kernel, MAX_LIMIT, Name, parameters } from '../schemas/query.js';
import type { Site } from '../schemas/sites.js';
import { FunctionFlag } from '../store/schema.js';
import type { App, AppDeps } from './app-deps.js';
import { requireAskedKernel } from './asked-kernel.js';
import { documentedProblems, ProblemError } from './problems.js';

const one = createRoute({
  method: 'get',
  path: '/v1/kernels/{kernel}/functions/{name}',
  summary: 'The definitions of a function, with sites, callees and callers in the return-flow graph',
  request: {
    params: z.object({ kernel: Kernel, name: Name.openapi({ example: 'count_mounts' }) }),
    query: parameters({
      file: Name.optional().openapi({ description: 'Only the definitions in this file.' }),
      arch: ArchName.optional().openapi({ description: 'Leaves out files of other arches.' }),
    }),
  },
  responses: {
    200: { description: 'The definitions', content: { 'application/json': { schema: FunctionAnswer } } },
    ...documentedProblems(400, 404),
  },
});

export function functionRoutes(app: App, deps: AppDeps): void {
  app.openapi(one, async (c) => {
    const { kernel, name } = c.req.valid('param');
    return c.json(await functionAnswer(deps, kernel, name, c.req.valid('query')), 200);
  });
}

/** @param query - which of the definitions: all without */
export async function functionAnswer(
  deps: AppDeps,
  requested: string,
  name: string,
  query: { readonly file?: string | undefined; readonly arch?: string | undefined },
): Promise<FunctionAnswer> {
  const asked = await requireAskedKernel(deps, requested, query.arch);
  const { pack, kernel } = asked;
  const arch = query.arch === undefined && asked.build === undefined ? undefined : asked.arch;
  const all = await findDefinitions(pack, name);
  if (all.length === 0) {
    const suggestions = await nearestFunctions(pack, name);
    throw new ProblemError('unknown-function', `"${name}" is no function of ${kernel.id}`, { suggestions });
  }
  const rows = all.filter(
    (row) => (query.file === undefined || row.file === query.file) && (arch === undefined || isOfArch(row.file, arch)),
  );
  if (rows.length === 0) {
    const where = query.file === undefined ? `the files of ${arch}` : query.file;
    const suggestions = [...new Set(all.map(({ file }) => file))];
    throw new ProblemError('unknown-function', `${name} is not defined in ${where}, but in other files`, {
      suggestions,
    });
  }
  const attach = attaching(pack.graph, asked.compiled);
  const definitions = await Promise.all(rows.map((row) => definitionOf(pack, row, asked.arch, attach)));
  return { kernel, name: rows[0]?.name ?? name, definitions };
}

/** Those of all sites, each once. */
function distinctTunables(sites: readonly Site[]): Tunable[] {
  return [...new Map(sites.flatMap((site) => site.tunables).map((one) => [`${one.kind} ${one.name}`, one])).values()];
}

/** @param arch - whose entry is the probe, for the body of a syscall */
async function definitionOf(pack: Pack, row: FunctionRow, arch: Arch, attach: Attaching): Promise<FunctionDefinition> {
  const { sites } = await findSites(pack, { functions: [row.id], limit: MAX_LIMIT });
  const callees = await calleesOf(pack, row.id, arch);
  const callers = await callersOf(pack, row.id, arch);
  const [entry] = await entriesOfFunction(pack, row.id, arch);
  const shown = entry === undefined ? undefined : attach.entry(entry, row.id);
  const own = attach.own(row.id, row.name);
  const probe = { symbol: shown ?? own.symbol, likelihood: shown === undefined ? own.likelihood : 1 };
  const has = (flag: number): boolean => (row.flags & flag) !== 0;
  return {
    name: row.name,
    file: row.file,
    line: row.line,
    end_line: row.end_line,
    static: has(FunctionFlag.static),
    inline: has(FunctionFlag.inline | FunctionFlag.alwaysInline),
    weak: has(FunctionFlag.weak),
    stub: has(FunctionFlag.stub),
    config: row.config,
    entries: [...(await entriesOfFunction(pack, row.id))].sort(),
    sites: [...sites],
    callees: [...callees.items],
    callees_total: callees.total,
    callers: [...callers.items],
    callers_total: callers.total,
    probe: { ...probe, evidence: attach.evidence },
    ...causesOfFunction(pack.manifest.kernel.version, row, sites),
    tunables: distinctTunables(sites),
  };
}
