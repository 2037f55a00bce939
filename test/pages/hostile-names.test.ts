/** Names that mean something to HTML stay names, wherever a kernel can hold them. */
import { expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import { GUARD, hostileKernel, NAME, SETTING, TABLE } from '../fixtures/hostile-kernel.js';
import { htmlProblems } from './html-problems.js';

const app = createApp({ packs: [hostileKernel()], version: '0.1.0', compress: false });
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
