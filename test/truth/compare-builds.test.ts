/** The bundled builds hold what their kernels listed while they ran: every symbol, and exactly what ftrace can hook. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openBuilds } from '../../src/node/build-store.js';
import { compareBuild } from './compare-builds.js';
import { compiledRow, readRows } from './rows.js';

function listOf(file: string): string {
  const path = fileURLToPath(new URL(`symbols/${file}.gz`, import.meta.url));
  return gunzipSync(readFileSync(path)).toString('latin1');
}

describe.each(['6.1.0-55-cloud-amd64', '6.12.117+deb12-cloud-amd64'])('the build of %s', async (release) => {
  const { builds } = await openBuilds();
  const build = await builds.find((one) => one.release === release)?.load();
  if (build === undefined) throw new Error(`no build of ${release} is bundled`);
  const differences = compareBuild(build, {
    kallsyms: listOf(`${release}.kallsyms`),
    traceable: listOf(`${release}.aff`),
  });
  const counts = (groups: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(groups).map(([reason, keys]) => [reason, keys.length]));

  test('has every text symbol of the running kernel that is a function', () => {
    expect(Object.keys(differences.missing).sort()).toEqual(['gone', 'label', 'made while running', 'static call']);
    expect(differences.missing.gone?.length).toBeLessThan(10);
    expect(differences.same.symbols).toBeGreaterThan(50_000);
  });

  test('has nothing else but what modules drop after they started', () => {
    expect(Object.keys(differences.extra)).toEqual(['init']);
  });

  test('says traced of exactly what ftrace lists, but for functions that refuse kprobes', () => {
    expect(differences.overtraced).toEqual({});
    expect(counts(differences.untraced)).toEqual({ refused: release.startsWith('6.1.') ? 56 : 55 });
    expect(differences.same.traced).toBeGreaterThan(40_000);
  });
});

test('the build of 6.1.0-56-amd64 has the symbols that its debugging information names, and traces those with a call', async () => {
  const { builds } = await openBuilds();
  const build = await builds.find(({ release }) => release === '6.1.0-56-amd64')?.load();
  const attach = new Map<string, Set<string>>();
  for (const symbol of build?.symbols ?? []) {
    const kinds = attach.get(symbol.name) ?? new Set();
    attach.set(symbol.name, kinds.add(symbol.attach));
  }
  const rows = readRows('functions-6.1.jsonl.gz', compiledRow).filter(({ symbols }) => symbols.length > 0);
  expect(rows.length).toBeGreaterThan(1000);
  expect(rows.flatMap(({ symbols }) => symbols).filter((name) => !attach.has(name))).toEqual([]);
  // The cold part of a function has no call of its own.
  const is = (kind: string, symbols: readonly string[]): boolean => symbols.some((name) => attach.get(name)?.has(kind));
  const hooked = rows.filter(({ symbols }) => is('traced', symbols) || is('init', symbols));
  expect(rows.filter(({ fentry }) => fentry).filter((row) => !hooked.includes(row))).toEqual([]);
  expect(rows.filter(({ fentry }) => !fentry).filter(({ symbols }) => is('traced', symbols))).toEqual([]);
});
