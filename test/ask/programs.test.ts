/** `data/programs.json`: what has to hold for its facts. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import TRANSLATED from '../../data/translated-messages.json' with { type: 'json' };
import { ARCH_NAMES } from '../../src/domain/arch.js';
import { callsOf, knownPrograms, messageIn } from '../../src/domain/ask/programs.js';
import { saidErrnos } from '../../src/domain/ask/said-errnos.js';
import { errnoByName } from '../../src/domain/errno.js';
import { literalParts } from '../../src/domain/message-pattern.js';
import type { Pack } from '../../src/domain/pack.js';
import { syscallsOf } from '../../src/domain/syscalls.js';
import { loadPacks } from '../../src/node/load-packs.js';

let packs: readonly Pack[];
let close: () => Promise<unknown>;

beforeAll(async () => {
  const loaded = await loadPacks(join(import.meta.dirname, '../../data/packs'));
  packs = await Promise.all(loaded.packs.map((pack) => pack.open()));
  close = loaded.close;
}, 120_000);

afterAll(() => close());

test('every syscall is one of an arch, every errno an errno', async () => {
  const known = new Set<string>();
  for (const pack of packs)
    for (const arch of ARCH_NAMES) for (const { name } of await syscallsOf(pack, arch)) known.add(name);
  const facts = [...knownPrograms().calls, ...knownPrograms().messages, ...knownPrograms().netlink];
  expect(facts.flatMap(({ syscalls }) => syscalls).filter((name) => !known.has(name))).toEqual([]);
  expect(
    knownPrograms()
      .messages.flatMap(({ errno }) => errno ?? [])
      .filter((name) => !errnoByName(name)),
  ).toEqual([]);
});

test('every message is found in what it describes, and is in lower case', () => {
  for (const { says } of knownPrograms().messages) {
    expect(says).toBe(says.toLowerCase());
    expect(literalParts(says).join('').length, says).toBeGreaterThanOrEqual(6);
    expect(messageIn(says.replaceAll('*', ' x ')), says).toBeDefined();
  }
  expect(new Set(knownPrograms().messages.map(({ says }) => says)).size).toBe(knownPrograms().messages.length);
});

test('what holds for versions leaves no version out', () => {
  for (const { names, since, before } of knownPrograms().calls) {
    const others = callsOf(names[0] ?? '');
    if (since !== undefined)
      expect(
        others.some((one) => one.before === since),
        names[0],
      ).toBe(true);
    if (before !== undefined)
      expect(
        others.some((one) => one.since === before),
        names[0],
      ).toBe(true);
  }
});

test('a version chooses among what a command calls', () => {
  const of = (version: string): readonly string[] =>
    callsOf('mount', [{ name: 'util-linux', version }]).flatMap(({ syscalls }) => syscalls);
  expect(of('2.38.1')).toEqual(['mount']);
  expect(of('2.39')).toContain('move_mount');
  expect(of('2.41')).not.toContain('mount');
});

test('translated messages are those of errnos, and none is a part of another errno’s in its language', () => {
  const languages = Object.entries(TRANSLATED);
  expect(languages.length).toBeGreaterThanOrEqual(8);
  for (const [language, messages] of languages) {
    expect(Object.keys(messages).filter((name) => errnoByName(name)?.name !== name)).toEqual([]);
    expect(new Set(Object.values(messages)).size, language).toBe(Object.keys(messages).length);
    for (const [name, message] of Object.entries(messages))
      expect(
        saidErrnos(`x: ${message}`, []).map((one) => one.name),
        `${language} ${message}`,
      ).toEqual([name]);
  }
});
