/** The tools that agents call by the Model Context Protocol: each one call of the API, told in few words. */
import { type CallToolResult, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { markdownOf } from '../chat/markdown.js';
import { type Part, partsOf, replyOf } from '../chat/reply.js';
import { AskAnswer } from '../schemas/ask.js';
import { DiffAnswer } from '../schemas/diff.js';
import { ExplainAnswer } from '../schemas/explain.js';
import { FunctionAnswer } from '../schemas/functions.js';
import { OriginsAnswer } from '../schemas/origins.js';
import { PlanAnswer } from '../schemas/plan.js';
import { Problem } from '../schemas/problem.js';
import type { Inner } from './inner-app.js';

/**
 * Bytes. A token is 2.3 to 3.9 bytes of such text (cl100k and o200k, measured on 32 of the longest answers): 2,000 of them unless
 * more is asked for, then 8,000.
 */
const BYTES = { usual: 4500, more: 18_000 } as const;
const ITEMS = { usual: 5, more: 30 } as const;

const Kernel = z.string().max(256).optional().describe('id, line (6.1), uname -r, or latest (default)');
const Arch = z.string().max(40).optional().describe('x86_64 (default), arm64, …');
const More = z.boolean().optional().describe('a longer answer');
const Errno = z.string().max(256).describe('name, number or message');
const Syscall = z.string().max(256).describe('name, entry symbol or number');

/** @param ask - calls the API, that of this process or another */
export function mcpServer(ask: Inner, version: string): McpServer {
  const server = new McpServer({ name: 'errnopath', version });
  const readOnly = { readOnlyHint: true, openWorldHint: false };

  /** The answer of a call as text, or why there is none. */
  const tell = async <T>(
    path: string,
    schema: z.ZodType<T>,
    text: (answer: T, items: number, most: number) => string,
    more: boolean | undefined,
    body?: unknown,
  ): Promise<CallToolResult> => {
    const size = more ? 'more' : 'usual';
    const response = await ask(path, body);
    const json: unknown = await response.json();
    if (response.status === 200)
      return { content: [{ type: 'text', text: text(schema.parse(json), ITEMS[size], BYTES[size]) }] };
    const { detail, suggestions = [] } = Problem.parse(json);
    const near = suggestions.length > 0 ? ` Near: ${suggestions.slice(0, 5).join(', ')}.` : '';
    return { content: [{ type: 'text', text: `${detail}.${near}` }], isError: true };
  };

  server.registerTool(
    'ask',
    {
      description: 'Answer a question on a Linux errno, or explain a line that a program or strace printed.',
      inputSchema: z.object({ question: z.string().min(1).max(8000), kernel: Kernel, arch: Arch, more: More }),
      annotations: readOnly,
    },
    ({ question, kernel, arch, more }) =>
      tell(
        '/v1/ask',
        AskAnswer,
        (one, items, most) => fitting(replyOf(one, 'answer', more ? items : undefined), most),
        more,
        { q: question, kernel, arch },
      ),
  );
  server.registerTool(
    'origins',
    {
      description:
        'Kernel functions in which an errno of a syscall can start, best first: site, guard, path, what to probe.',
      inputSchema: z.object({
        ...{ syscall: Syscall, errno: Errno, kernel: Kernel, arch: Arch, more: More },
        cmd: z.string().max(256).optional().describe('command of a multiplexed syscall (F_SETLK, cgroup.procs)'),
        fs: z.string().max(256).optional().describe('file system (ext4)'),
      }),
      annotations: readOnly,
    },
    ({ kernel = 'latest', more, ...question }) =>
      tell(
        query(`/v1/kernels/${encodeURIComponent(kernel)}/origins`, {
          ...question,
          limit: String(more ? ITEMS.more : ITEMS.usual),
        }),
        OriginsAnswer,
        (body, items, most) => {
          const left = body.total - body.origins.length;
          const rest = left > 0 ? `\n\n${left} more.` : '';
          return `${fitting({ parts: partsOf({ kind: 'origins', body }, items) }, most - rest.length)}${rest}`;
        },
        more,
      ),
  );
  server.registerTool(
    'plan',
    {
      description: 'Commands for a running kernel that prove where an errno starts.',
      inputSchema: z.object({
        ...{ errno: Errno, syscall: Syscall.optional(), kernel: Kernel, arch: Arch, more: More },
        tools: z.array(z.string().max(64)).max(20).optional().describe('only these: bpftrace, trace, perf-probe, …'),
      }),
      annotations: readOnly,
    },
    ({ kernel = 'latest', more, ...request }) => tell('/v1/plan', PlanAnswer, planText, more, { kernel, ...request }),
  );
  server.registerTool(
    'explain',
    {
      description:
        'Explain what a tracer printed (BCC, bpftrace, ftrace, perf, retsnoop, strace): chain, origin, how sure.',
      inputSchema: z.object({ output: z.string().min(1).max(1_000_000), kernel: Kernel, arch: Arch, more: More }),
      annotations: readOnly,
    },
    ({ more, ...request }) =>
      tell(
        '/v1/explain',
        ExplainAnswer,
        (body, items, most) => fitting({ parts: partsOf({ kind: 'explain', body }, items) }, most),
        more,
        request,
      ),
  );
  server.registerTool(
    'function',
    {
      description: 'A kernel function: where it is, whether it can be probed, the errnos that it writes and why.',
      inputSchema: z.object({ name: z.string().min(1).max(256), kernel: Kernel, arch: Arch, more: More }),
      annotations: readOnly,
    },
    ({ name, kernel = 'latest', arch, more }) =>
      tell(
        query(`/v1/kernels/${encodeURIComponent(kernel)}/functions/${encodeURIComponent(name)}`, { arch }),
        FunctionAnswer,
        (body, items, most) => fitting({ parts: partsOf({ kind: 'function', body }, items) }, most),
        more,
      ),
  );
  server.registerTool(
    'diff',
    {
      description: 'What changed between two kernels for an errno, a syscall, or both.',
      inputSchema: z.object({
        ...{ from: z.string().max(256), to: z.string().max(256), errno: Errno.optional(), syscall: Syscall.optional() },
        ...{ arch: Arch, more: More },
      }),
      annotations: readOnly,
    },
    ({ more, ...question }) =>
      tell(
        query('/v1/diff', { ...question, limit: String(3 * (more ? ITEMS.more : ITEMS.usual)) }),
        DiffAnswer,
        (body, items, most) => fitting({ parts: partsOf({ kind: 'diff', body }, items) }, most),
        more,
      ),
  );
  return server;
}

const encoder = new TextEncoder();

/** @param most - bytes of UTF-8 */
function fitting(reply: { readonly parts: readonly Part[] }, most: number): string {
  return markdownOf(reply, most, (text) => encoder.encode(text).byteLength);
}

/** The first command of each step; where more is asked for all of them, why, and what to expect. */
function planText({ steps }: z.infer<typeof PlanAnswer>, items: number, most: number): string {
  const whole = items > ITEMS.usual;
  const parts = steps
    .slice(0, items)
    .flatMap(({ title, why, commands, expect }): readonly Part[] => [
      { kind: 'lines', lines: [[{ strong: title }], ...(whole ? [[why]] : [])] },
      ...commands.slice(0, whole ? items : 1).map(({ command }) => ({ kind: 'code', text: command }) as const),
      ...(whole ? [{ kind: 'note', lines: [[expect]] } as const] : []),
    ]);
  return fitting({ parts }, most);
}

function query(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`;
}
