/** What commands share that put a question to the API and print the answer. */
import { stripVTControlCharacters } from 'node:util';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import type { Outcome } from '../exit-status.js';
import { askForText, jsonBody, type Where } from '../service.js';
import { type Styles, stylesOf } from '../terminal.js';

/** Told how a command ended. */
export type Finished = (outcome: Outcome) => void;

/** Options of every command that asks. */
export interface AskingOptions extends Where {
  readonly json?: true;
}

/** Options of commands about one kernel. */
export interface KernelOptions extends AskingOptions {
  readonly kernel: string;
  readonly arch?: string;
  readonly limit?: string;
}

export function withKernel(command: Command): Command {
  return command
    .addOption(new Option('--kernel <kernel>', 'an indexed id, a line, a `uname -r` or latest').default('latest'))
    .option('--arch <arch>', 'the arch; x86_64 unless told, or what the kernel’s name says');
}

export function withService(command: Command): Command {
  return command
    .option('--json', 'print the answer of the HTTP API')
    .addOption(new Option('--server <url>', 'ask this server, not the packs at hand').env('ERRNOPATH_SERVER'))
    .option('--packs <folder>', 'folder of packs')
    .option('--builds <folder>', 'folder of builds');
}

/** The path of a call with what is set of its query. */
export function callOf(path: string, query: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const fields = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(',')] as [string, string]],
  );
  const text = new URLSearchParams(fields).toString();
  return text === '' ? path : `${path}?${text}`;
}

export function kernelPath(kernel: string, rest: string): string {
  return `/v1/kernels/${encodeURIComponent(kernel)}/${rest}`;
}

/**
 * Asks, and prints the answer as JSON or as text.
 * @param seen - told of the answer
 * @param body - sent as JSON
 */
export async function printAnswer<T>(
  path: string,
  { json, ...where }: AskingOptions,
  schema: z.ZodType<T>,
  lines: (answer: T, style: Styles) => readonly string[],
  seen?: (answer: T) => void,
  body?: unknown,
): Promise<Outcome> {
  const text = await askForText(path, where, body === undefined ? {} : jsonBody(body));
  if (text === undefined) return 'failed';
  const answer = schema.parse(JSON.parse(text, plain));
  seen?.(answer);
  const shown = json ? JSON.stringify(JSON.parse(text), null, 2) : lines(answer, stylesOf(process.stdout)).join('\n');
  process.stdout.write(`${shown}\n`);
  return 'ok';
}

/** What comes from elsewhere moves no cursor. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'string' ? stripVTControlCharacters(value) : value;
}

export function wholeNumber(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}
