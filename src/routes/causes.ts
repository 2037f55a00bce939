/** `GET /v1/causes` and `/v1/causes/{id}`: curated pages on the real-world reasons of errnos. */
import { createRoute, z } from '@hono/zod-openapi';
import { findCause, searchCauses } from '../domain/causes.js';
import { parseSyscallName } from '../domain/syscall-name.js';
import { Cause, CausesAnswer } from '../schemas/cause.js';
import { Errno, Name, Paging, parameters, Syscall } from '../schemas/query.js';
import type { App } from './app-deps.js';
import { pageOf } from './paging.js';
import { documentedProblems, invalidField, ProblemError } from './problems.js';
import { requireErrno } from './resolve.js';

/** A line or a screenful of what a program printed. */
const MAX_MESSAGE = 4000;

const list = createRoute({
  method: 'get',
  path: '/v1/causes',
  summary: 'Known causes of errnos, by what is known of a failure',
  request: {
    query: parameters({
      errno: Errno.optional(),
      syscall: Syscall.optional(),
      function: Name.optional().openapi({ example: 'count_mounts' }),
      tunable: Name.optional().openapi({ example: 'fs.mount-max' }),
      q: Name.optional().openapi({ description: 'Words that all stand in the cause.', example: 'overlay depth' }),
      message: z.string().min(1).max(MAX_MESSAGE).optional().openapi({
        description: 'What a program printed; the causes whose message it holds come best first.',
        example: 'error creating overlay mount to /var/lib/docker/overlay2/x/merged: no space left on device',
      }),
      ...Paging,
    }),
  },
  responses: {
    200: { description: 'The causes', content: { 'application/json': { schema: CausesAnswer } } },
    ...documentedProblems(400, 404),
  },
});

const one = createRoute({
  method: 'get',
  path: '/v1/causes/{id}',
  summary: 'One cause',
  request: { params: z.object({ id: Name.openapi({ example: 'mount-max' }) }) },
  responses: {
    200: { description: 'The cause', content: { 'application/json': { schema: Cause } } },
    ...documentedProblems(400, 404),
  },
});

export function causeRoutes(app: App): void {
  app.openapi(list, (c) => {
    const { errno, syscall, function: name, tunable, q, message, ...paging } = c.req.valid('query');
    const causes = searchCauses({
      ...(errno !== undefined && { errno: requireErrno(errno).name }),
      ...(syscall !== undefined && { syscall: syscallName(syscall) }),
      ...(name !== undefined && { function: name }),
      ...(tunable !== undefined && { tunable }),
      ...(q !== undefined && { q }),
      ...(message !== undefined && { message }),
    });
    const { items, ...page } = pageOf(causes, c.get('dataset'), paging);
    return c.json({ causes: items, ...page }, 200);
  });
  app.openapi(one, (c) => {
    const { id } = c.req.valid('param');
    const found = findCause(id);
    if (found.ok) return c.json(found.cause, 200);
    throw new ProblemError('unknown-cause', `there is no cause "${id}"`, { suggestions: found.suggestions });
  });
}

/** A name or an entry symbol; a number means another syscall on every arch, and none is asked for here. */
function syscallName(text: string): string {
  const parsed = parseSyscallName(text);
  if (parsed.kind === 'name') return parsed.name;
  const reason = parsed.kind === 'invalid' ? parsed.reason : 'a number says nothing without an arch: name the syscall';
  throw invalidField('query', 'syscall', reason);
}
