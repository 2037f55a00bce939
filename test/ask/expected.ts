/** The questions of `questions.jsonl`, and what an answer has to have understood of each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AskAnswer } from '../../src/schemas/ask.js';

/**
 * What is left out is not checked. `syscall`: one of these is meant, null: none may be taken; `behind`: all of these are named;
 * `asks`: what is asked back, null: nothing.
 */
const Question = z.strictObject({
  q: z.string(),
  is: z.string().optional(),
  errno: z.string().nullable().optional(),
  syscall: z.array(z.string()).nullable().optional(),
  behind: z.array(z.string()).optional(),
  kernel: z.string().optional(),
  to: z.string().optional(),
  arch: z.string().optional(),
  function: z.string().optional(),
  tunable: z.string().optional(),
  cause: z.string().nullable().optional(),
  cmd: z.string().optional(),
  family: z.string().optional(),
  fs: z.string().optional(),
  asks: z.string().nullable().optional(),
});
export type Question = z.infer<typeof Question>;

/** Of a file with a question a line. */
export function readQuestions(text: string): readonly Question[] {
  return text
    .trim()
    .split('\n')
    .map((line) => Question.parse(JSON.parse(line)));
}

export const QUESTIONS: readonly Question[] = readQuestions(
  readFileSync(join(import.meta.dirname, 'questions.jsonl'), 'utf8'),
);

/** What differs from what was expected; empty where all is right. */
export function misunderstood(question: Question, { understood, asks, answer }: AskAnswer): readonly string[] {
  const wrong: string[] = [];
  const check = (name: string, expected: string | null | undefined, got: string | null): void => {
    if (expected !== undefined && expected !== got) wrong.push(`${name}: ${got}, not ${expected}`);
  };
  const { syscall, behind = [] } = question;
  check('kind', question.is, understood.kind);
  check('errno', question.errno, understood.errno?.name ?? null);
  if (syscall === null) check('syscall', null, understood.syscall);
  else if (syscall !== undefined && !syscall.includes(understood.syscall ?? ''))
    wrong.push(`syscall: ${understood.syscall}, not ${syscall.join(' or ')}`);
  for (const name of behind) if (!understood.syscalls.includes(name)) wrong.push(`behind: no ${name}`);
  check('kernel', question.kernel, understood.kernel);
  check('to', question.to, understood.to);
  check('arch', question.arch, understood.arch);
  check('function', question.function, understood.function);
  check('tunable', question.tunable, understood.tunable);
  check('cause', question.cause, understood.cause?.id ?? null);
  check('cmd', question.cmd, understood.cmd);
  check('family', question.family, understood.family);
  check('fs', question.fs, understood.fs);
  check('asks', question.asks, asks?.missing ?? null);
  if (answer === null && asks === null) wrong.push('neither an answer nor a question');
  return wrong;
}
