/** `GET` and `POST /v1/kernels/{kernel}/origins`: the main answer. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import type { KernelText } from '../domain/kernel-text.js';
import { findOrigins } from '../domain/origins.js';
import { OriginsAnswer } from '../schemas/origins.js';
import { OriginsRequest } from '../schemas/origins-request.js';
import {
  ArchName,
  COMMAND,
  DEFAULT_LIMIT,
  Errno,
  FAMILY,
  Kernel,
  Name,
  NameList,
  Paging,
  parameters,
  Syscall,
} from '../schemas/query.js';
import type { App, AppDeps, AppEnv } from './app-deps.js';
import { kernelTextOf, requireAskedKernel } from './asked-kernel.js';
import { originsJson } from './origins-json.js';
import { decodeCursor, encodeCursor } from './paging.js';
import { documentedProblems, invalidRequest } from './problems.js';
import { errnoRef, requireErrno, requireSyscall } from './resolve.js';
import { bringsText, readKernelText, sentJson } from './sent-text.js';

const Question = parameters({
  syscall: Syscall,
  errno: Errno,
  arch: ArchName.optional(),
  fs: NameList.optional(),
  module: NameList.optional(),
  cmd: Name.optional().openapi({
    description: COMMAND,
    example: 'F_SETLK',
  }),
  family: Name.optional().openapi({ description: FAMILY, example: 'AF_UNIX' }),
  ...Paging,
});
type Question = z.infer<typeof Question>;

const path = '/v1/kernels/{kernel}/origins';
const params = z.object({ kernel: Kernel });
const found = { description: 'The origins', content: { 'application/json': { schema: OriginsAnswer } } };

const list = createRoute({
  method: 'get',
  path,
  summary: 'The functions in which the errno can originate for a syscall, best first',
  request: { params, query: Question },
  responses: { 200: found, ...documentedProblems(400, 404) },
});

const post = createRoute({
  method: 'post',
  path,
  summary: 'The same for a kernel whose symbols or configuration are sent',
  description:
    'As JSON, or as text/plain with the question in the URL: the body then is what the machine says, its symbols and its configuration one after the other.',
  request: {
    params,
    body: {
      content: { 'application/json': { schema: OriginsRequest }, 'text/plain': { schema: z.string() } },
    },
  },
  responses: { 200: found, ...documentedProblems(400, 404, 413, 415) },
});

/**
 * @param dataset - names what the cursor is of
 * @param text - what the machine itself says, where the question brings it
 */
export async function originsAnswer(
  deps: AppDeps,
  dataset: string,
  kernelText: string,
  query: Question,
  text?: KernelText,
): Promise<z.infer<typeof OriginsAnswer>> {
  const { pack, kernel, arch, compiled, warnings: told } = await requireAskedKernel(deps, kernelText, query.arch, text);
  const errno = requireErrno(query.errno, arch);
  const syscall = await requireSyscall(pack, query.syscall, arch, 'query');
  const offset = decodeCursor(dataset, query.cursor) ?? 0;
  const { total, entry, origins, warnings } = await findOrigins(pack, {
    syscall: syscall.name,
    errno: errno.name,
    arch,
    compiled,
    limit: query.limit,
    offset,
    ...(query.fs !== undefined && { fs: query.fs }),
    ...(query.module !== undefined && { module: query.module }),
    ...(query.cmd !== undefined && { cmd: query.cmd }),
    ...(query.family !== undefined && { family: query.family }),
  });
  const end = offset + origins.length;
  const next_cursor = origins.length > 0 && end < total ? encodeCursor(dataset, end) : null;
  const asked = { kernel, arch, syscall: syscall.name, entry, errno: errnoRef(errno, arch) };
  return { ...asked, warnings: [...told, ...warnings], total, origins, next_cursor };
}

type Answer = z.infer<typeof OriginsAnswer>;

const encoder = new TextEncoder();

/** What `c.json` gives, as bytes: the server on Node writes these as they are, and copies a text of 100 KB twice before. */
function sendOrigins(c: Context<AppEnv>, answer: Answer): Response & TypedResponse<Answer, 200, 'json'> {
  const sent: Response = c.body(encoder.encode(originsJson(answer)), 200, { 'content-type': 'application/json' });
  return sent as Response & TypedResponse<Answer, 200, 'json'>;
}

export function originRoutes(app: App, deps: AppDeps): void {
  const answer = (dataset: string, kernelText: string, query: Question, text?: KernelText) =>
    originsAnswer(deps, dataset, kernelText, query, text);

  app.openapi(list, async (c) => {
    const { kernel } = c.req.valid('param');
    return sendOrigins(c, await answer(c.get('dataset'), kernel, c.req.valid('query')));
  });

  app.openapi(post, async (c) => {
    const { kernel } = c.req.valid('param');
    if (bringsText(c)) {
      const parsed = Question.safeParse(c.req.query());
      if (!parsed.success) throw invalidRequest(parsed.error, 'query');
      return sendOrigins(c, await answer(c.get('dataset'), kernel, parsed.data, await readKernelText(c)));
    }
    const { symbols, config, modules, limit = DEFAULT_LIMIT, ...asked } = sentJson(c.req.valid('json'));
    const text = kernelTextOf(symbols, config);
    const module = asked.module ?? modules;
    const question = { ...asked, limit, ...(module !== undefined && { module }) };
    return sendOrigins(c, await answer(c.get('dataset'), kernel, question, text));
  });
}
