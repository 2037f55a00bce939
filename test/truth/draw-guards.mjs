/**
 * Draws sites at random, to read their guards against the source:
 * `errnopath export 6.1 --sites | node test/truth/draw-guards.mjs SEED [COUNT] [TREE]` prints rows of `guards-6.1.jsonl` without
 * a verdict, in the order of the tree; with the folder of the tree also, as text, the lines around each.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = /^(?:fs|mm|ipc|kernel|net)\//;
/** Lines of source before a site and behind it. */
const BEFORE = 26;
const BEHIND = 14;

/**
 * Numbers from 0 up to 1, the same for the same seed (mulberry32).
 * @param {number} seed
 */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * `count` of the rows, each as likely as any other, in their order.
 * @template T
 * @param {readonly T[]} rows
 * @param {number} count
 * @param {number} seed
 */
function draw(rows, count, seed) {
  const random = randomNumbers(seed);
  const left = [...rows.keys()];
  /** @type {number[]} */
  const drawn = [];
  while (drawn.length < count && left.length > 0) {
    const at = Math.floor(random() * left.length);
    drawn.push(...left.splice(at, 1));
  }
  return drawn.sort((a, b) => a - b).flatMap((i) => rows.slice(i, i + 1));
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}

const [seed = '1', count = '200', tree] = process.argv.slice(2);
const rows = readFileSync(0, 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  .filter((row) => FOLDERS.test(row.file) && row.macro === null && row.source === undefined);
for (const row of draw(rows, Number(count), Number(seed))) {
  const {
    file,
    function: name,
    errno,
    line,
    guard,
    guard_line,
    guards = [],
    other_guards = [],
    config,
    file_config,
  } = row;
  print(
    JSON.stringify({ file, line, function: name, errno, guard, guard_line, guards, other_guards, config, file_config }),
  );
  if (tree === undefined) continue;
  const source = readFileSync(join(tree, file), 'latin1').split('\n');
  for (let at = Math.max(1, line - BEFORE); at <= Math.min(source.length, line + BEHIND); at++)
    print(`${at === line ? '>' : ' '} ${at} ${source[at - 1]}`);
}
