/** Text for people fits a terminal of 80 columns, whatever is asked; only commands that are to be pasted may be longer. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CAUSES } from '../../src/domain/causes.js';
import { runCli } from '../../src/node/cli.js';
import { type RunningServer, startServer } from '../../src/node/server.js';
import { QUESTIONS } from '../ask/expected.js';
import { LAUNCHER } from '../e2e/service.js';
import { captureOutput } from './captured-output.js';

const WIDTH = 80;
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'errnopath-columns-'));
const output = captureOutput();
const { isTTY } = process.stdout;
let server: RunningServer;

beforeAll(async () => {
  process.stdout.isTTY = true;
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    packs: join(root, 'data/packs'),
    timeLimit: 120_000,
    onError: () => {},
  });
}, 120_000);
afterAll(async () => {
  process.stdout.isTTY = isTTY;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  vi.stubEnv('NO_COLOR', '1');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function printed(...argv: readonly string[]): Promise<string> {
  Object.assign(output, { out: '', err: '' });
  await runCli([...argv]);
  return output.out;
}

/** The lines of all commands of an answer, however deep they stand. */
function commandsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'command' && typeof one === 'string' ? one.split('\n').map((line) => line.trim()) : commandsIn(one),
  );
}

function tooWide(text: string): readonly string[] {
  return text.split('\n').filter((line) => stringWidth(line) > WIDTH);
}

/** Lines that are too wide and no command of the same answer. */
async function wideLines(argv: readonly string[]): Promise<readonly string[]> {
  const to = ['--server', server.url];
  const text = await printed(...argv, ...to);
  expect(text, argv.join(' ')).not.toBe('');
  const wide = tooWide(text);
  if (wide.length === 0) return [];
  const commands = new Set(commandsIn(JSON.parse(await printed(...argv, ...to, '--json'))));
  return wide.filter((line) => !commands.has(line.trim())).map((line) => `${argv.join(' ')}: ${line}`);
}

const KERNELS = ['5.10', '6.1', '6.12', '7.3'];
const PAIRS = [
  ...['mount ENOSPC', 'mount EINVAL', 'ioctl EINVAL', 'bpf EINVAL', 'openat EMFILE', 'clone EAGAIN', 'mkdir ENOSPC'],
  ...['connect ETIMEDOUT', 'sendmsg EOPNOTSUPP', 'perf_event_open EACCES', 'io_uring_setup EPERM', 'setsockopt ENOMEM'],
  ...['keyctl EDQUOT', 'write EIO', 'mmap ENOMEM', 'execve E2BIG', 'fcntl EAGAIN', 'ptrace EPERM'],
].map((pair) => pair.split(' '));
const FUNCTIONS = [
  ...[
    'count_mounts',
    'alloc_fd',
    'copy_process',
    'security_sb_mount',
    '__x64_sys_openat',
    'inc_ucount',
    'sock_no_bind',
  ],
  ...['amdgpu_dm_connector_atomic_set_property', 'xfs_trans_dqresv', 'nf_hook_slow', 'probe', 'init_module', 'kzalloc'],
];
const ERRNOS = ['ENOSPC', 'EINVAL', '512', 'EAGAIN', 'EDQUOT', 'EPROBE_DEFER', 'ESTALE', 'ENOMEM'];
const TUNABLES = ['fs.mount-max', 'pids.max', 'RLIMIT_NOFILE', 'kernel.perf_event_paranoid', 'vm.max_map_count'];
const WIDE = [
  'マウント: デバイスに空き領域がありません 6.1',
  'mkdir: 디렉터리를 만들 수 없습니다: 장치에 남은 공간이 없음 리눅스 커널에서 이것은 어디에서 오는 것입니까 정말로 알고 싶습니다',
  'mount 失败：设备上没有空间，内核 99.1，为什么会出现这个错误，请告诉我应该检查哪个参数以及哪个函数返回了这个错误号码',
  `mount ENOSPC on kernel 99.1 ${'資源'.repeat(60)}`,
  `ENOSPC ${'🦀'.repeat(90)}`,
  `/srv/${'とても長い名前'.repeat(12)}/x.lock: Too many open files`,
  'inotfy_add_watch no space left on device',
];

describe('what is printed is at most 80 columns wide', () => {
  test.each(KERNELS)('origins on %s', { timeout: 600_000 }, async (kernel) => {
    const wide: string[] = [];
    for (const [syscall = '', errno = ''] of PAIRS)
      wide.push(...(await wideLines(['origins', syscall, errno, '--kernel', kernel, '--limit', '60'])));
    expect(wide).toEqual([]);
  });

  test.each(['6.1', '6.12.117+deb12-cloud-amd64'])('plan on %s', { timeout: 600_000 }, async (kernel) => {
    const wide: string[] = [];
    for (const [syscall = '', errno = ''] of PAIRS)
      wide.push(...(await wideLines(['plan', syscall, errno, '--kernel', kernel])));
    expect(wide).toEqual([]);
  });

  test.each(KERNELS)('functions, sites, syscalls on %s', { timeout: 600_000 }, async (kernel) => {
    const on = ['--kernel', kernel];
    const wide: string[] = [];
    for (const name of FUNCTIONS) {
      const text = await printed('functions', name, ...on, '--server', server.url);
      wide.push(...tooWide(text));
    }
    for (const errno of ERRNOS) wide.push(...(await wideLines(['sites', ...on, '--limit', '400', errno])));
    wide.push(
      ...(await wideLines(['syscalls', ...on])),
      ...(await wideLines(['syscalls', ...on, '--arch', 'powerpc'])),
    );
    for (const name of ['mount', 'openat', 'ioctl', 'clone3'])
      wide.push(...(await wideLines(['syscalls', name, ...on])));
    expect(wide).toEqual([]);
  });

  test('diff', { timeout: 600_000 }, async () => {
    const wide: string[] = [];
    for (const errno of ['ENOSPC', 'EPERM', 'EDQUOT', 'EMFILE'])
      wide.push(...(await wideLines(['diff', '5.10', '7.3', '--errno', errno, '--limit', '300'])));
    for (const syscall of ['mount', 'bpf', 'io_uring_setup', 'setsockopt'])
      wide.push(...(await wideLines(['diff', '6.1', '6.12', '--syscall', syscall])));
    wide.push(
      ...(await wideLines(['diff', '6.1', '6.12', '--errno', 'EINVAL', '--syscall', 'ioctl', '--limit', '300'])),
    );
    expect(wide).toEqual([]);
  });

  test('causes, one and all', { timeout: 300_000 }, async () => {
    const wide = [...(await wideLines(['causes', '--limit', '500']))];
    for (const { id } of CAUSES) {
      const text = await printed('causes', id, '--server', server.url);
      const commands = new Set(commandsIn(CAUSES.find((one) => one.id === id)));
      wide.push(...tooWide(text).filter((line) => !commands.has(line.trim())));
    }
    expect(wide).toEqual([]);
  });

  test('packs, kernels and builds', { timeout: 120_000 }, async () => {
    expect(await wideLines(['packs'])).toEqual([]);
    expect([...tooWide(await printed('kernels')), ...tooWide(await printed('builds'))]).toEqual([]);
  });

  test('ask, also in scripts whose letters are two columns wide', { timeout: 900_000 }, async () => {
    const questions = [...WIDE, ...TUNABLES, ...QUESTIONS.filter((_, i) => i % 5 === 0).map(({ q }) => q)];
    const wide: string[] = [];
    for (const q of questions) wide.push(...(await wideLines(['ask', q])));
    expect(wide).toEqual([]);
  });

  test('explain, of every sample', { timeout: 600_000 }, async () => {
    const samples = readdirSync(join(root, 'test/samples')).filter((name) => name.endsWith('.txt'));
    expect(samples.length).toBeGreaterThan(20);
    const wide: string[] = [];
    for (const name of samples.filter((_, i) => i % 3 === 0))
      wide.push(...(await wideLines(['explain', join(root, 'test/samples', name), '--kernel', '6.1'])));
    const trace = join(folder, 'trace.txt');
    writeFileSync(trace, `open("/${'深い'.repeat(80)}", O_RDONLY) = -1 EMFILE (Too many open files)\n`);
    wide.push(...(await wideLines(['explain', trace])));
    expect(wide).toEqual([]);
  });
});

describe('help is at most 80 columns wide', () => {
  test('of every command', async () => {
    const commands = [...(await printed('--help')).matchAll(/^ {2}([a-z-]+)\b.*$/gm)].map(([, name = '']) => name);
    expect(commands).toEqual(expect.arrayContaining(['ask', 'origins', 'plan', 'serve', 'site', 'mcp']));
    const wide = [...tooWide(await printed('--help'))];
    for (const name of commands.filter((one) => one !== 'help' && one !== 'errnopath'))
      wide.push(...tooWide(await printed(name, '--help')));
    expect(wide).toEqual([]);
  });

  test.each(['index', 'build-info'])('of %s, which is a program of its own', { timeout: 60_000 }, async (name) => {
    const { stdout } = await promisify(execFile)(process.execPath, [LAUNCHER, name, '--help']);
    expect(stdout).toContain('Usage');
    expect(tooWide(stdout)).toEqual([]);
  });
});
