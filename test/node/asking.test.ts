/** Commands that ask a server: what they print, and what their statuses say; help, completions and manual page. */
import { serve } from '@hono/node-server';
import { Command } from 'commander';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/node/cli.js';
import { completion, SHELLS } from '../../src/node/completion.js';
import { apart, stylesOf, wrapped } from '../../src/node/terminal.js';
import { app } from '../routes/app-fixture.js';
import { captureOutput } from './captured-output.js';

let server: ReturnType<typeof serve>;
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      url = `http://127.0.0.1:${port}`;
      resolve();
    });
  });
});
afterAll(() => {
  server.close();
});

const output = captureOutput();

const COMMANDS = [
  ['ask', 'mount', 'ENOSPC'],
  ['origins', 'mount', 'ENOSPC'],
  ['functions', 'count_rooms'],
  ['sites', 'ENOSPC'],
  ['syscalls'],
  ['syscalls', 'mount'],
  ['causes', 'mount-max'],
  ['causes', '--errno', 'ENOSPC'],
  ['packs'],
  ['diff', '6.1', '6.12', '--syscall', 'mount'],
  ['plan', 'mount', 'ENOSPC'],
];

describe('a command that asks a server', () => {
  test.each(COMMANDS)('%s %s %s', async (...argv) => {
    expect(await runCli([...argv, '--server', url]), output.err).toBe(0);
    const text = output.out;
    expect(text).toMatch(/^\S.*\S\n/);
    // Commands are for pasting and stay whole; everything else fits.
    const prose = text
      .split('\n')
      .filter((line) => !/^(?: {3})?(?:\/|sudo|cat|grep|sh|journalctl|sysctl|wc|ps|lsns|echo|awk)/.test(line));
    if (argv[0] !== 'plan') expect(prose.filter((line) => stringWidth(line) > 80)).toEqual([]);
    output.out = '';
    expect(await runCli([...argv, '--server', `${url}/`, '--json'])).toBe(0);
    expect(typeof JSON.parse(output.out)).toBe('object');
  });

  test('prints as JSON what the server said', async () => {
    expect(
      await runCli(['origins', 'mount', 'ENOSPC', '--limit', '1', '--kernel', '6.1', '--server', url, '--json']),
    ).toBe(0);
    const response = await app.request('/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC&limit=1');
    expect(JSON.parse(output.out)).toEqual(await response.json());
  });

  test('asks back with status 3, and says what can be asked instead', async () => {
    expect(await runCli(['ask', 'ENOSPC', '--server', url])).toBe(3);
    expect(output.out).toContain('Which call failed with ENOSPC?');
    expect(output.out).toContain('mount: errnopath ask mount ENOSPC');
  });

  test('fails with one line where the name is unknown, or nobody is there', async () => {
    expect(await runCli(['functions', 'count_roms', '--server', url])).toBe(1);
    expect(output.err).toMatch(/^errnopath: "count_roms" is no function of [^\n]+; perhaps count_rooms\n$/);
    output.err = '';
    expect(await runCli(['packs', '--server', 'http://127.0.0.1:1'])).toBe(1);
    expect(output.err).toMatch(/^errnopath: http:\/\/127\.0\.0\.1:1 cannot be asked: [^\n]+\n$/);
    output.err = '';
    expect(await runCli(['packs', '--server', 'ftp://example.org'])).toBe(1);
    expect(output.err).toContain('looks like http://');
  });
});

describe('help', () => {
  const text = async (...argv: string[]): Promise<string> => {
    output.out = '';
    expect(await runCli(argv)).toBe(0);
    return output.out;
  };

  test('the manual page and the completions name every command and option that --help does', async () => {
    const page = (await text('man')).replaceAll('\\-', '-');
    const shells = await Promise.all(SHELLS.map((shell) => text('completion', shell)));
    const names = [...(await text('--help')).matchAll(/^ {2}([a-z-]+) .*\[/gm)].map(([, name = '']) => name);
    expect(names).toEqual(expect.arrayContaining(['ask', 'origins', 'plan', 'explain', 'packs']));
    for (const name of names.filter((one) => one !== 'help')) {
      expect(page).toContain(`.SS ${name}`);
      for (const script of shells) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
      const options = [...(await text(name, '--help')).matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(
        ([, option = '']) => option,
      );
      for (const option of options.filter((one) => one !== 'help')) {
        expect(page, name).toContain(`--${option}`);
        for (const script of shells) expect(script, name).toMatch(new RegExp(`(?:--|-l )${option}\\b`));
      }
    }
  });

  test('the exit statuses stand in --help and in the manual page', async () => {
    const page = await text('man');
    const help = await text('--help');
    for (const status of [0, 1, 2, 3]) {
      expect(help).toMatch(new RegExp(`^  ${status}  `, 'm'));
      expect(page).toContain(`.B ${status}\n`);
    }
    expect(page).toMatch(/^[ -~\n]+$/);
  });

  test('a quote in a description ends no string of a completion', () => {
    const program = new Command('x').addCommand(new Command('y').description("don't \\ stop").option('--z', "it's"));
    for (const shell of SHELLS) {
      const lines = completion(shell, program, [])
        .split('\n')
        .filter((line) => line.includes('stop') || line.includes('it’s'));
      for (const line of lines) expect(line.split("'").length % 2, line).toBe(1);
    }
  });
});

describe('text for a terminal', () => {
  test('counts columns as they are shown', () => {
    const lines = wrapped('ファイル '.repeat(20).trim(), '  ');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
    expect(apart('設定', 'x').map((line) => stringWidth(line))).toEqual([80]);
    expect(apart('a'.repeat(70), 'b'.repeat(20))).toHaveLength(2);
  });

  test('has colour on a terminal only, and never with NO_COLOR', () => {
    const bold = '\u001b[';
    expect(stylesOf({ isTTY: true }, {}).strong('x')).toContain(bold);
    expect(stylesOf({ isTTY: true }, { NO_COLOR: '1' }).strong('x')).toBe('x');
    expect(stylesOf({ isTTY: true }, { TERM: 'dumb' }).strong('x')).toBe('x');
    expect(stylesOf({}, {}).strong('x')).toBe('x');
  });
});
