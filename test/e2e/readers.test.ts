/** Commands whose output is read by something else: a reader that leaves early, and the shells that complete. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAUNCHER } from './service.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-readers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const environment = {
  ...process.env,
  XDG_CACHE_HOME: join(folder, 'cache'),
  ERRNOPATH_PACKS: join(folder, 'packs'),
};

beforeAll(() => {
  const tree = join(import.meta.dirname, '../fixtures/tree');
  const argv = [LAUNCHER, 'index', '--no-cache', tree, '--out', environment.ERRNOPATH_PACKS];
  expect(spawnSync(process.execPath, argv, { env: environment }).status).toBe(0);
  writeFileSync(
    join(folder, 'trace.txt'),
    'mount("none", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)\n',
  );
}, 120_000);

/** Whatever it prints finds nobody who reads. */
async function unread(argv: readonly string[]): Promise<{ readonly status: unknown; readonly errors: string }> {
  const child = spawn(process.execPath, [LAUNCHER, ...argv], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [status]: unknown[] = await once(child, 'close');
  return { status, errors };
}

const COMMANDS: readonly (readonly string[])[] = [
  ['ask', 'mount', 'ENOSPC'],
  ['origins', 'mount', 'ENOSPC'],
  ['origins', 'mount', 'ENOSPC', '--json'],
  ['plan', 'mount', 'ENOSPC'],
  ['plan', 'mount', 'ENOSPC', '--script', 'sh'],
  ['explain', join(folder, 'trace.txt')],
  ['functions', 'count_room'],
  ['sites', 'ENOSPC'],
  ['syscalls'],
  ['diff', '9.9.1', '9.9.1', '--syscall', 'mount'],
  ['causes'],
  ['packs'],
  ['kernels'],
  ['builds'],
  ['export', '9.9.1', '--sites'],
  ['man'],
  ['completion', 'bash'],
  ['--help'],
  ['origins', '--help'],
  ['index', '--help'],
  ['build-info', '--help'],
];

describe('a reader that has gone', () => {
  test.each(COMMANDS.map((argv) => [argv.join(' '), argv] as const))(
    '%s: the command ends quietly, with its own status',
    async (_, argv) => {
      expect(await unread(argv)).toEqual({ status: 0, errors: '' });
    },
  );

  test('the index is written all the same', async () => {
    const tree = join(import.meta.dirname, '../fixtures/tree');
    const out = join(folder, 'again');
    expect(await unread(['index', '--no-cache', tree, '--out', out, '--json'])).toEqual({ status: 0, errors: '' });
    expect(spawnSync(process.execPath, [LAUNCHER, 'kernels', '--packs', out], { encoding: 'utf8' }).stdout).toMatch(
      /^9\.9\.1/,
    );
  });
});

/** What a shell offers behind the words; the shell must be here. */
const SHELLS: readonly (readonly [shell: string, offers: (script: string, line: string) => readonly string[]])[] = [
  [
    'bash',
    (script, line) => [
      '-c',
      `source "$1"; read -ra COMP_WORDS <<< "$2"; [[ $2 == *" " ]] && COMP_WORDS+=("")
       COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _errnopath; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      script,
      line,
    ],
  ],
  [
    'zsh',
    // The line editor is needed to complete: what the function would offer is taken where it is handed over.
    (script, line) => [
      '-f',
      '-c',
      `_describe() { print -rl -- "\${(@P)2%%:*}"; }; _files() { print files; }; compdef() { :; }
       words=(\${=2}); [[ $2 == *" " ]] && words+=(""); CURRENT=$#words; PREFIX=$words[-1]; source "$1"`,
      'zsh',
      script,
      line,
    ],
  ],
  ['fish', (script, line) => ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script, line]],
];

describe.each(SHELLS)('the completion of %s', (shell, offers) => {
  const missing = spawnSync(shell, ['-c', 'true']).status !== 0;

  test.skipIf(missing)('completes commands, and the options of each', () => {
    const script = join(folder, `completion.${shell}`);
    const printed = spawnSync(process.execPath, [LAUNCHER, 'completion', shell], {
      encoding: 'utf8',
      env: environment,
    });
    writeFileSync(script, printed.stdout);
    const offered = (line: string): readonly string[] => {
      const { stdout, stderr, status } = spawnSync(shell, offers(script, line), { encoding: 'utf8' });
      expect({ stderr, status }, line).toEqual({ stderr: '', status: 0 });
      return stdout.split('\n').map((one) => one.split('\t')[0] ?? '');
    };
    expect(offered('errnopath ')).toEqual(expect.arrayContaining(['ask', 'origins', 'plan', 'explain', 'index']));
    expect(offered('errnopath origins --')).toEqual(expect.arrayContaining(['--kernel', '--arch', '--json']));
    expect(offered('errnopath origins --')).not.toContain('--here');
    expect(offered('errnopath plan --')).toContain('--here');
  });
});
