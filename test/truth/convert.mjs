/**
 * `node test/truth/convert.mjs TRUTH TREE`: makes the `*.jsonl.gz` of this folder from smatch-dev.jsonl.xz and
 * dwarf-dev.jsonl.xz in TRUTH, with the fields that a scorer or its report reads, and the tree of 6.1.192.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [truth, tree] = process.argv.slice(2);
if (truth === undefined || tree === undefined) throw new Error('usage: node test/truth/convert.mjs TRUTH TREE');

/** @typedef {Record<string, unknown>} Row */

const smatch = rowsOf('smatch-dev.jsonl.xz');
write(
  'returns-6.1.jsonl.gz',
  smatch.map((row) => only(row, ['file', 'function', 'type', 'errnos', 'lines', 'unknown', 'deep', 'minus1'])),
);

const dwarf = rowsOf('dwarf-dev.jsonl.xz');
const calls = dwarf.filter(({ type }) => type === 'edge');
write(
  'calls-6.1.jsonl.gz',
  calls.map((row) => only(row, ['caller', 'caller_file', 'callee', 'callee_file', 'kind', 'line', 'txt', 'gen'])),
);

const functions = dwarf.filter(({ type }) => type === 'function');
const seen = ['name', 'file', 'line', 'symbols', 'inlined_into', 'fentry', 'sections', 'kprobe_blacklist', 'gen'];
write(
  'functions-6.1.jsonl.gz',
  functions.map((row) => ({
    ...only(row, seen),
    end_line: row.end,
    ...(!row.optimized_out && holdsErrno(String(row.file), Number(row.line), lastLine(row)) && { errno: 1 }),
  })),
);

/** The end of a function that a macro makes can be given as that of the next one: no function is inside another. */
function lastLine(/** @type {Row} */ { file, line, end }) {
  const below = functions.filter((other) => other.file === file && Number(other.line) > Number(line));
  return Math.min(Number(end), ...below.map((other) => Number(other.line) - 1));
}

/** Whether lines `from` to `to` hold `-EXXX` outside comments and strings. */
function holdsErrno(/** @type {string} */ file, /** @type {number} */ from, /** @type {number} */ to) {
  const path = join(String(tree), file);
  if (!existsSync(path)) return false;
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .slice(from - 1, to);
  const code = lines.join('\n').replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, ' ');
  return /-\s*E[A-Z][A-Z0-9]+\b/.test(code);
}

/** @returns {Row[]} */
function rowsOf(/** @type {string} */ file) {
  const text = execFileSync('xz', ['-dc', join(String(truth), file)], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The named fields of a row; a field that is false, 0, empty or missing is left out. */
function only(/** @type {Row} */ row, /** @type {string[]} */ fields) {
  const said = fields.filter((field) => {
    const value = row[field];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
  return Object.fromEntries(said.map((field) => [field, row[field]]));
}

function write(/** @type {string} */ file, /** @type {Row[]} */ rows) {
  writeFileSync(
    join(import.meta.dirname, file),
    gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''), { level: 9 }),
  );
}
