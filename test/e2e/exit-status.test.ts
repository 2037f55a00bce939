/** What the commands end with, as users run them: every status that is documented, and nothing that is not. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../../src/node/exit-status.js';
import { tempFolder } from '../source/temp-folder.js';
import { LAUNCHER, type Service, startService } from './service.js';

const packs = join(import.meta.dirname, '../../data/packs');
const nothing = tempFolder();
const broken = tempFolder();
writeFileSync(join(broken, '6.1.pack'), 'this is no pack');

let service: Service;
beforeAll(async () => {
  service = await startService(packs, { TIME_LIMIT: '120' });
}, 120_000);
afterAll(() => service.stop());

function errnopath(...argv: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...argv], { encoding: 'utf8', input: '' });
  return { status, stdout, stderr };
}

/** Command lines by what they end with; those with a server ask the one of this test. */
const LINES: readonly (readonly [status: number, ...argv: string[]])[] = [
  [EXIT.ok, '--help'],
  [EXIT.ok, '--version'],
  [EXIT.ok, 'man'],
  [EXIT.ok, 'completion', 'fish'],
  [EXIT.ok, 'kernels'],
  [EXIT.ok, 'builds'],
  [EXIT.ok, 'ask', 'mount ENOSPC', '--server'],
  [EXIT.ok, 'origins', 'mount', 'ENOSPC', '--server'],
  [EXIT.ok, 'plan', 'mount', 'ENOSPC', '--server'],
  [EXIT.ok, 'functions', 'count_mounts', '--server'],
  [EXIT.ok, 'sites', 'ENOSPC', '--server'],
  [EXIT.ok, 'syscalls', 'mount', '--server'],
  [EXIT.ok, 'diff', '6.1', '6.12', '--errno', 'ENOSPC', '--syscall', 'mount', '--server'],
  [EXIT.ok, 'causes', 'mount-max', '--server'],
  [EXIT.ok, 'packs', '--server'],
  [EXIT.failed, 'origins', 'mout', 'ENOSPC', '--server'],
  [EXIT.failed, 'functions', 'no_such_function_anywhere', '--server'],
  [EXIT.failed, 'explain', join(nothing, 'none.txt'), '--server'],
  [EXIT.failed, 'origins', 'mount', 'ENOSPC', '--kernel', '99.1', '--server'],
  [EXIT.failed, 'packs', '--server', 'http://127.0.0.1:1'],
  [EXIT.failed, 'kernels', '--packs', nothing],
  [EXIT.failed, 'kernels', '--packs', broken],
  [EXIT.failed, 'kernels', '--packs', join(nothing, 'none')],
  [EXIT.failed, 'serve', '--port', '0', '--host', '192.0.2.1'],
  [EXIT.failed, 'index', join(nothing, 'none')],
  [EXIT.failed, 'build-info', join(nothing, 'none')],
  [EXIT.usage],
  [EXIT.usage, 'orgins', 'mount', 'ENOSPC'],
  [EXIT.usage, 'origins', 'mount'],
  [EXIT.usage, 'plan', 'mount', 'ENOSPC', '--pid', 'x'],
  [EXIT.usage, 'completion', 'tcsh'],
  [EXIT.usage, 'serve', '--port', 'eighty'],
  [EXIT.usage, 'index'],
  [EXIT.usage, 'build-info', '--nothing'],
  [EXIT.asked, 'ask', 'ENOSPC', '--server'],
  [EXIT.asked, 'ask', 'ENOSPC', '--json', '--server'],
  [EXIT.asked, 'ask', 'hello', '--server'],
];

describe('the status', () => {
  const lines = LINES.map(([status, ...argv]) => [argv.join(' '), status, argv] as const);
  test.each(lines)('of errnopath %s is %i', { timeout: 60_000 }, (_, status, argv) => {
    const whole = argv.at(-1) === '--server' ? [...argv, service.url] : argv;
    const ended = errnopath(...whole);
    expect(ended.status, ended.stderr).toBe(status);
    // A failure says why, a success nothing beside its answer.
    if (status === EXIT.ok || status === EXIT.asked) expect([ended.stderr, ended.stdout === '']).toEqual(['', false]);
    else expect(ended.stderr).not.toBe('');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'is 130 of a site that %s interrupts',
    { timeout: 120_000 },
    async (signal) => {
      const folder = tempFolder();
      const child = spawn(process.execPath, [LAUNCHER, 'site', '--out', join(folder, 'site'), '--kernel', '6.1']);
      const closed = once(child, 'close');
      while (readdirSync(folder).length === 0 && child.exitCode === null) await later(50);
      child.kill(signal);
      expect(await closed).toEqual([EXIT.interrupted, null]);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('is documented, each, in the help and on the manual page', () => {
    const [help, page] = [errnopath('--help').stdout, errnopath('man').stdout];
    const words = (text: string): string => text.replaceAll('\\-', '-').replace(/\s+/g, ' ');
    expect(EXIT_MEANINGS.map(([status]) => status)).toEqual(Object.values(EXIT));
    for (const [status, meaning] of EXIT_MEANINGS)
      for (const text of [
        words(help.slice(help.indexOf('Exit status:'))),
        words(page.slice(page.indexOf('.SH EXIT STATUS'))),
      ])
        expect(text).toMatch(new RegExp(`\\b${status} ${meaning.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  });
});
