/** Names that mean something to HTML stay names, wherever a kernel can hold them. */
import { expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import { FunctionFlag } from '../../src/store/schema.js';
import { makePack } from '../fixtures/pack.js';
import { htmlProblems } from './html-problems.js';

const NAME = '"><script>alert(1)</script>';
const FILE = "fs/b'onmouseover='alert(2)/<img src=x onerror=alert(3)>.c";
const GUARD = '</code></textarea><svg/onload=alert(4)> && a < b';
const TABLE = '--></title><b>table';
const SETTING = 'fs.<i>room</i>"max';

const pack = makePack({
  id: '6.1.192',
  errnos: { ENOSPC: 28 },
  functions: [
    { name: 'sys_mount', file: 'fs/a.c', line: 5, flags: FunctionFlag.syscall },
    {
      name: NAME,
      file: FILE,
      line: 10,
      sites: [{ errno: 'ENOSPC', line: 12, guard: GUARD, config: NAME, tunables: [SETTING] }],
    },
  ],
  tunables: [
    {
      kind: 'sysctl',
      name: SETTING,
      path: `/proc/sys/${SETTING}`,
      variable: NAME,
      default: GUARD,
      documented: `${FILE}#${NAME}`,
    },
  ],
  slots: { 'fs.op': 'ops' },
  edges: [
    { from: 'sys_mount', to: '#fs.op', via: 'ops', line: 6 },
    { from: '#fs.op', to: NAME, via: 'ops', label: TABLE },
  ],
  syscalls: [{ arch: 'x86_64', abi: '64', name: 'mount', number: 165, entry: '__x64_sys_mount', body: 'sys_mount' }],
});
const app = createApp({ packs: [pack], version: '0.1.0', compress: false });
const HTML = { accept: 'text/html' };

const PATHS = [
  '/k/6.1',
  '/k/6.1/errno/ENOSPC',
  '/k/6.1/syscall/mount',
  '/k/6.1/syscall/mount/ENOSPC',
  `/k/6.1/function/${encodeURIComponent(NAME)}`,
  `/k/6.1/tunable/${encodeURIComponent(SETTING)}`,
  `/?q=${encodeURIComponent(NAME)}`,
  `/causes?q=${encodeURIComponent(NAME)}`,
  `/k/${encodeURIComponent(NAME)}`,
  `/k/6.1/function/${encodeURIComponent(`${NAME}x`)}`,
];

test.each(PATHS)('%s', async (path) => {
  const html = await (await app.request(path, { headers: HTML })).text();
  expect(html).toMatch(/^<!doctype html>/);
  expect(await htmlProblems(html)).toEqual([]);
  expect(html.match(/<script\b[^>]*>/g)).toEqual(['<script src="/assets/page.js" defer="">']);
  expect(html).not.toMatch(/<(?:img|svg\/|b>table|i>)/);
  // A tag never ends early: no attribute of ours begins with `on`.
  expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<[a-z][^>]*\son\w+=/);
});

test('the names are there, as text', async () => {
  const html = await (await app.request('/k/6.1/syscall/mount/ENOSPC', { headers: HTML })).text();
  for (const name of [NAME, GUARD, TABLE])
    expect(html).toContain(
      name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    );
});

test('what is pasted comes back as text', async () => {
  const output = `${GUARD}\nmount: No space left on device`;
  const body = new URLSearchParams({ output });
  const response = await app.request('/explain', { method: 'POST', body, headers: HTML });
  const html = await response.text();
  expect(await htmlProblems(html)).toEqual([]);
  expect(html).toContain('&lt;/code&gt;&lt;/textarea&gt;');
});
