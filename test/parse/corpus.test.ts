/** Every file of `test/corpus` says beside its lines which facts the parser has to find there, and no others. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { extractFile } from '../../indexer/parse/extract-file.js';
import type { FileFacts, FunctionFacts, Term } from '../../indexer/parse/facts.js';
import { SITE_KINDS } from '../../src/store/schema.js';

const CORPUS = fileURLToPath(new URL('../corpus/', import.meta.url));

/**
 * What a comment may say, several separated by `;`:
 * - `site: ERRNO KIND` the literal stands on this line
 * - `flows: CALLEE` the call on this line gives the function's result, `slot N` through its argument N
 * - `turns: CALLEE ERRNOS` the literal on this line takes the place of these, where the callee gave one of them
 * - `function: NAME` the function's name stands on this line
 * - `entry: VARIABLE PATH VALUE` an initialiser's entry
 * - `part: VARIABLE MACRO PATH PLACE` a macro that stands for a part of an initialiser
 * - `mark: MACRO ARGUMENT …` a macro call at the top level
 * - `template: MACRO` a macro that may expand to definitions or parts of initialisers
 * - `said: VARIABLE PATH VALUE` what the entry of an initialiser stands for
 * - `under: ERRNO|CALLEE NAMES` the constants that the literal or the call on this line stands under
 */
const STATEMENT = /(site|flows|turns|function|entry|part|mark|template|under|said): *([^;*]+)/g;

/** Functions and entries are compared only where a file speaks of them; sites, flows and turns always. */
const ALWAYS = new Set(['site', 'flows', 'turns']);

function expected(source: string): string[] {
  return source
    .split('\n')
    .flatMap((line, i) => [...line.matchAll(STATEMENT)].map((match) => `${i + 1} ${match[1]}: ${match[2]?.trim()}`));
}

function found(facts: FileFacts, kinds: ReadonlySet<string>): string[] {
  const lines: string[] = [];
  for (const one of facts.functions) {
    lines.push(`${one.line} function: ${one.name}`);
    for (const literal of one.literals) {
      lines.push(`${literal.line} site: ${literal.errno} ${SITE_KINDS[literal.kind]}`);
      for (const [term, from] of literal.turns ?? []) {
        const [callee = ''] = term[0] === 'C' ? (one.calls[term[1]] ?? []) : [`parameter ${term[1]}`];
        lines.push(`${literal.line} turns: ${callee} ${from.slice(1)}`);
      }
    }
    for (const { line, errno, under } of one.literals) {
      if (under) lines.push(`${line} under: ${errno} ${under.join(' ')}`);
    }
    for (const [call, names] of one.under ?? []) {
      const [callee, line] = one.calls[call] ?? ['?', 0];
      lines.push(`${line} under: ${callee} ${names.join(' ')}`);
    }
    lines.push(...flowsOf(one));
  }
  for (const table of facts.initializers) {
    for (const [path, value, line, , under = []] of table.entries) {
      lines.push(`${line} entry: ${table.variable} ${path} ${value}`);
      for (const one of under) lines.push(`${line} said: ${table.variable} ${path} ${one}`);
    }
    for (const [macro, , line, path, place] of table.macros)
      lines.push(`${line} part: ${table.variable} ${macro} ${path || '-'} ${place}`);
  }
  for (const [macro, args, line] of facts.marks) lines.push(`${line} mark: ${[macro, ...args].join(' ')}`);
  for (const [macro, , , line] of facts.templates) lines.push(`${line} template: ${macro}`);
  return lines.filter((line) => kinds.has(/^\d+ (\w+)/.exec(line)?.[1] ?? ''));
}

/** Calls whose value leaves the function: as its result, through a parameter or in a field. */
function flowsOf(one: FunctionFacts): string[] {
  const leaving: readonly Term[] = [
    ...one.result,
    ...one.outs.flatMap(([, terms]) => terms),
    ...one.stores.flatMap(([, , terms]) => terms),
  ];
  const lines = new Set<string>();
  for (const term of leaving) {
    if (term[0] !== 'C') continue;
    const call = one.calls[term[1]];
    if (call) lines.add(`${call[1]} flows: ${call[0]}${term[2] ? ` slot ${term[2] - 1}` : ''}`);
  }
  return [...lines];
}

describe('the corpus', () => {
  const cases = readdirSync(CORPUS).sort();

  test('covers the shapes of C that the kernel uses', () => {
    expect(cases.length).toBeGreaterThan(20);
  });

  test.each(cases)('%s: the facts beside the lines, and no others', (name) => {
    const bytes = readFileSync(`${CORPUS}${name}/input.c`);
    const wanted = expected(bytes.toString('utf8'));
    const kinds = new Set([...ALWAYS, ...wanted.map((line) => /^\d+ (\w+)/.exec(line)?.[1] ?? '')]);
    const facts = new Set(found(extractFile('input.c', bytes), kinds));
    expect([...facts].sort()).toEqual([...new Set(wanted)].sort());
  });
});
