/** `GET` and `POST /v1/ask`. */
import { createRoute, z } from '@hono/zod-openapi';
import { syscallChoices } from '../domain/ask/choices.js';
import { type ReadQuestion, readQuestion } from '../domain/ask/read-question.js';
import { type Understanding, understand } from '../domain/ask/understand.js';
import { errnoByName } from '../domain/errno.js';
import {
  AskAnswer as Answer,
  type AskAnswer,
  type AskBack,
  type AskChoice,
  AskRequest,
  MAX_QUESTION,
  type Understood,
} from '../schemas/ask.js';
import { Problem } from '../schemas/problem.js';
import { ArchName, Kernel, parameters } from '../schemas/query.js';
import type { App, AppDeps } from './app-deps.js';
import { askCall } from './ask-call.js';
import { type NamedKernel, requireNamedKernel } from './asked-kernel.js';
import type { Inner } from './inner-app.js';
import { newestFirst } from './kernels.js';
import { documentedProblems, ProblemError, sameProblem } from './problems.js';
import { errnoRef } from './resolve.js';

const get = createRoute({
  method: 'get',
  path: '/v1/ask',
  summary: 'A question in plain words: what was understood, what is asked back, and the answer of the call that fits',
  description:
    'An errno in any form, with a syscall, a kernel and an arch in any order; a line that a program or strace printed; a function; a setting; what changed between two kernels. What the question does not say and can be left open is in `understood.assumed`; what is decisive and missing is asked back in `asks`, with choices.',
  request: {
    query: parameters({
      q: z.string().trim().min(1).max(MAX_QUESTION).openapi({
        description: 'The question.',
        example: 'mount: no space left on device on 6.1 arm64',
      }),
      kernel: Kernel.optional().openapi({ description: 'Where the question names none.' }),
      arch: ArchName.optional().openapi({ description: 'Where the question names none.' }),
    }),
  },
  responses: {
    200: { description: 'The answer', content: { 'application/json': { schema: Answer } } },
    ...documentedProblems(400, 404, 503),
  },
});

const post = createRoute({
  method: 'post',
  path: '/v1/ask',
  summary: 'The same for a question that is too long for an address',
  request: { body: { content: { 'application/json': { schema: AskRequest } } } },
  responses: {
    200: { description: 'The answer', content: { 'application/json': { schema: Answer } } },
    ...documentedProblems(400, 404, 413, 415, 503),
  },
});

const MOST_CHOICES = 15;

/** A question, and what it is about where it does not say. */
interface Asked {
  readonly q: string;
  readonly kernel?: string | undefined;
  readonly arch?: string | undefined;
}

/** Rejects with a ProblemError where no kernel can be read at all. */
export type AnswerQuestion = (asked: Asked) => Promise<AskAnswer>;

export function askRoutes(app: App, answer: AnswerQuestion): void {
  app.openapi(get, async (c) => c.json(await answer(c.req.valid('query')), 200));
  app.openapi(post, async (c) => c.json(await answer(c.req.valid('json')), 200));
}

/** @param inner - answers the call that the question comes to */
export function questionAnswerer(deps: AppDeps, inner: Inner): AnswerQuestion {
  return async ({ q, kernel, arch }) => {
    const read = readQuestion(q);
    const asked = { kernel: read.kernel?.text ?? kernel, arch: read.arch ?? arch };
    const named = await findKernel(deps, asked.kernel ?? read.observed.release ?? 'latest', asked.arch);
    const understanding = await understand(read, named.known.pack, named.known.arch);
    const understood = understoodOf(read, understanding, asked, named);
    const base = { question: q, kernel: named.known.kernel, understood };
    if (named.problem !== undefined) return { ...base, asks: kernelBack(deps, read, named.problem), answer: null };
    const asks = await askBack(read, understanding, named.known);
    const call = askCall(q, understanding, { ...asked, to: read.to?.text, release: read.observed.release });
    if (call === undefined) return { ...base, asks, answer: null };
    const response = await inner(call.path, call.body);
    const body: unknown = await response.json();
    // What was asked may be right, and answered the next time: no question to ask back.
    if (response.status >= 500) throw sameProblem(Problem.parse(body));
    if (response.status !== 200) return { ...base, asks: problemBack(Problem.parse(body)), answer: null };
    const { kind, method, path } = call;
    return { ...base, asks, answer: { kind, method, call: path, body } as AskAnswer['answer'] };
  };
}

interface FoundKernel {
  readonly known: NamedKernel;
  /** Set where the kernel or arch that was named is not known: the newest kernel reads the question then. */
  readonly problem?: ProblemError;
}

async function findKernel(deps: AppDeps, kernel: string, arch: string | undefined): Promise<FoundKernel> {
  try {
    return { known: await requireNamedKernel(deps, kernel, arch) };
  } catch (problem) {
    if (!(problem instanceof ProblemError) || problem.status !== 404) throw problem;
    return { known: await requireNamedKernel(deps, 'latest'), problem };
  }
}

function understoodOf(
  { kernel, to, arch, observed }: ReadQuestion,
  understanding: Understanding,
  asked: { readonly kernel: string | undefined; readonly arch: string | undefined },
  { known }: FoundKernel,
): Understood {
  const { cause, syscall, syscalls, facts } = understanding;
  const errno = understanding.errno === undefined ? undefined : errnoByName(understanding.errno);
  const assumed = [
    ...understanding.taken.flatMap(({ text, means, how }) =>
      how === 'misspelt' || how === 'path'
        ? [`“${text}” was read as ${means}${how === 'path' ? ', as nothing says what was done to it' : ''}`]
        : [],
    ),
    ...(asked.kernel === undefined && observed.release === undefined
      ? [`kernel: ${known.kernel.id}, the newest that is indexed, as none was named`]
      : []),
    ...(kernel?.from === undefined ? [] : [`kernel: ${kernel.text}, which ${kernel.from} has`]),
    ...(asked.arch === undefined && known.build === undefined ? [`arch: ${known.arch}, as none was named`] : []),
    ...(syscall === undefined || syscalls.length < 2
      ? []
      : [`syscall: ${syscall}; ${syscalls.filter((name) => name !== syscall).join(', ')} can stand behind it as well`]),
  ];
  return {
    kind: understanding.kind,
    summary: summaryOf(understanding, known, to?.text),
    errno: errno === undefined ? null : errnoRef(errno, known.arch),
    syscall: syscall ?? null,
    syscalls: [...syscalls],
    cmd: understanding.cmd ?? null,
    family: understanding.family ?? null,
    fs: understanding.fs ?? null,
    kernel: kernel?.text ?? null,
    to: to?.text ?? null,
    arch: arch ?? null,
    function: understanding.function ?? null,
    tunable: understanding.tunable ?? null,
    cause:
      cause === undefined
        ? null
        : { id: cause.id, title: cause.title, summary: cause.summary, tunables: cause.tunables, checks: cause.checks },
    read: [...understanding.taken],
    facts: facts.map((fact) => ({
      of: fact.of,
      ...('names' in fact ? { names: fact.names } : { says: fact.says }),
      syscalls: fact.syscalls,
      since: 'since' in fact ? (fact.since ?? null) : null,
      before: 'before' in fact ? (fact.before ?? null) : null,
      source: fact.source,
    })),
    assumed,
  };
}

/** What is asked, in a sentence's worth of words. */
function summaryOf(one: Understanding, { kernel, arch }: NamedKernel, to: string | undefined): string {
  const { errno, syscall } = one;
  const failure = [errno, syscall === undefined ? undefined : `of ${syscall}`].filter(Boolean).join(' ');
  const where = `on ${kernel.id} (${arch})`;
  switch (one.kind) {
    case 'origins':
      return `Where ${failure} starts ${where}`;
    case 'plan':
      return `How to prove where ${failure} starts ${where}`;
    case 'errno':
      return `What ${errno} is`;
    case 'syscall':
      return `What ${syscall} can return ${where}`;
    case 'function':
      return `The function ${one.function} ${where}`;
    case 'tunable':
      return one.tunable === undefined ? 'A setting' : `The setting ${one.tunable} ${where}`;
    case 'tunables':
      return `Which settings can be behind ${failure} ${where}`;
    case 'diff':
      return `What changed ${failure === '' ? '' : `for ${failure} `}from ${kernel.requested} to ${to ?? '?'}`;
    case 'explain':
      return 'What a tool printed';
    case 'cause':
      return `A known cause: ${one.cause?.title ?? ''}`;
    case 'none':
      return 'Nothing that can be answered as it is';
  }
}

/** What is decisive and missing. */
async function askBack(
  { kernel, arch: saidArch }: ReadQuestion,
  one: Understanding,
  { pack, arch }: NamedKernel,
): Promise<AskBack | null> {
  const { missing, errno, syscall } = one;
  if (missing === undefined) return null;
  const rest = [kernel?.text, saidArch].filter((word) => word !== undefined);
  const choice = (label: string, words: readonly (string | undefined)[], note: string | null = null): AskChoice => {
    return { label, q: [...words.filter((word) => word !== undefined), ...rest].join(' '), note };
  };
  if (missing === 'syscall' && errno !== undefined && one.kind === 'errno') {
    const { total, choices } = await syscallChoices(pack, arch, errno, MOST_CHOICES, one.choices);
    return {
      missing,
      question: `Which call failed with ${errno}? ${total} syscalls can return it; these have known causes first.`,
      choices: choices.map(({ syscall: name, causes }) => choice(name, [name, errno], causes.join('; ') || null)),
    };
  }
  switch (missing) {
    case 'syscall':
      return {
        missing,
        question: 'Which syscall is meant?',
        choices: one.choices.map((name) => choice(name, [name, errno])),
      };
    case 'errno':
      return one.choices.length > 0
        ? {
            missing,
            question: 'Which errno is meant?',
            choices: one.choices.map((name) => choice(name, [name, syscall])),
          }
        : { missing, question: `With which errno does ${syscall} fail?`, choices: [] };
    case 'function':
      return {
        missing,
        question: 'No function, syscall or setting has that name. Which one is meant?',
        choices: one.choices.map((name) => choice(name, [name, errno])),
      };
    case 'tunable':
      return {
        missing,
        question: 'Several settings end like that. Which one is meant?',
        choices: one.choices.map((name) => choice(name, [name])),
      };
    case 'kernel':
      return { missing, question: 'Which two kernels are to be compared?', choices: [] };
    case 'arch':
    case 'question':
      return {
        missing: 'question',
        question: EXAMPLES_WANTED,
        choices: EXAMPLES.map((q) => ({ label: q, q, note: null })),
      };
  }
}

const EXAMPLES_WANTED =
  'Name an errno, best with the syscall that fails; or paste what the program or strace printed. For instance:';
const EXAMPLES = [
  'mount ENOSPC',
  '-28',
  'bash: fork: retry: Resource temporarily unavailable',
  'openat(AT_FDCWD, "/x", O_RDONLY) = -1 EMFILE (Too many open files)',
  'is do_new_mount probeable on 6.1',
  'which sysctls can make mkdir fail with ENOSPC',
];

/** The kernel or arch of the question is none that is known. */
function kernelBack(deps: AppDeps, { text }: ReadQuestion, { problem }: ProblemError): AskBack {
  const missing = problem.type.endsWith('unknown-arch') ? 'arch' : 'kernel';
  const known = problem.suggestions ?? newestFirst(deps.packs).map(({ manifest }) => manifest.kernel.id);
  return {
    missing,
    question: problem.detail,
    choices: known.map((label) => ({ label, q: `${text} ${label}`, note: null })),
  };
}

/** The call that fits says no: with the nearest names. */
function problemBack({ detail, suggestions = [] }: Problem): AskBack {
  return {
    missing: 'question',
    question: detail,
    choices: suggestions.map((label) => ({ label, q: label, note: null })),
  };
}
