/** How much of the processor it takes to read an output of 4 MB: samples repeated, tables, noise. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOutput } from '../src/tools/read/read-output.js';

const SIZE = 4 * 1024 * 1024;
const RUNS = 5;

/** The same numbers in each run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

/** Lines until they make up the size. */
function filled(line: (number: number) => string): string {
  const lines: string[] = [];
  for (let length = 0, at = 0; length < SIZE; at++) {
    const one = line(at);
    lines.push(one);
    length += one.length + 1;
  }
  return lines.join('\n');
}

/** Characters that the forms of tools look for, at random. */
export function noise(): string {
  const next = numbers(28);
  const letters = 'abcdefghijklmnop_ =|()[]:@+<>0123456789"\'%-ABCDE.,/';
  return filled(() => Array.from({ length: 20 + next(60) }, () => letters[next(letters.length)]).join(''));
}

/** syscount of many processes. */
export function processes(): string {
  const head = [
    'Tracing syscalls, printing top 10... Ctrl+C to quit.',
    '[14:02:11]',
    'PID    COMM               COUNT',
  ];
  const row = (at: number) =>
    `${String(1000 + at).padEnd(6)} ${`worker-${at % 3000}`.padEnd(18)} ${String(1 + (at % 7)).padStart(5)}`;
  return `${head.join('\n')}\n${filled(row)}`;
}

/** Lines of trace, each with other functions and processes. */
export function functions(): string {
  return filled(
    (at) =>
      `${1000 + (at % 30000)}    ${2000 + at}    worker-${at % 300}   some_function_${at % 5000} -${1 + (at % 130)}`,
  );
}

/** `npm run explain-speed [-- FOLDER_OF_SAMPLES]`: CPU for each, the best of five, and for half of it. */
export async function runExplainSpeed([folder]: readonly string[]): Promise<number> {
  const outputs: [string, string][] = [
    ['noise with all marks', noise()],
    ['a table of processes', processes()],
    ['lines of trace with other functions', functions()],
    ['a million short lines', filled((at) => `${at % 10} x`)],
  ];
  for (const name of folder === undefined ? [] : readdirSync(folder).filter((file) => /-k6\.12\.txt$/.test(file))) {
    const sample = readFileSync(join(folder ?? '', name), 'utf8');
    if (sample.length > 200) outputs.push([name, sample.repeat(Math.ceil(SIZE / sample.length)).slice(0, SIZE)]);
  }
  for (const [name, text] of outputs) {
    const [whole, half] = [text, text.slice(0, text.length / 2)].map((one) => Math.min(...timesOf(one)));
    process.stdout.write(`${name}: ${whole} ms, half of it ${half} ms\n`);
  }
  return 0;
}

/** Milliseconds of CPU. */
function timesOf(text: string): readonly number[] {
  return Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    readOutput(text);
    const { user, system } = process.cpuUsage(before);
    return Math.round((user + system) / 1000);
  });
}
