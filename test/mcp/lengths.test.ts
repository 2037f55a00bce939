/** Answers to agents stay below 2,000 tokens, the longest of them too; who asks for more gets up to 8,000. */
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadedPacks, loadPacks } from '../../src/node/load-packs.js';
import { createApp } from '../../src/routes/app.js';

/** Bytes of a token: the fewest that were measured with tokenizers on such answers. */
const BYTES_A_TOKEN = 2.25;
const MOST = { usual: 2000, more: 8000 } as const;

const root = join(import.meta.dirname, '../..');
let loaded: LoadedPacks;
let server: ReturnType<typeof serve>;
let client: Client;

beforeAll(async () => {
  loaded = await loadPacks(join(root, 'data/packs'), join(root, 'data/builds'));
  const { packs, builds } = loaded;
  const app = createApp({ packs, builds, version: '0.0.0', compress: false, timeLimit: 120_000 });
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address) => resolve(address.port));
  });
  client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
}, 120_000);

afterAll(async () => {
  await client.close();
  server.close();
  await loaded.close();
});

const TRACE = 'openat(AT_FDCWD, "/x", O_RDONLY) = -1 ENOENT (No such file or directory)\n'.repeat(10_000);
const HEAVY = ['mount', 'ioctl', 'bpf', 'setsockopt', 'openat'].flatMap((syscall) => [
  ['origins', { syscall, errno: 'EINVAL', kernel: '6.1' }] as const,
  ['plan', { syscall, errno: 'EINVAL', kernel: '6.1' }] as const,
]);
const CALLS: readonly (readonly [name: string, given: Readonly<Record<string, unknown>>])[] = [
  ...HEAVY,
  ['explain', { output: TRACE, kernel: '6.1' }],
  ...['probe', 'copy_process', 'kmalloc', 'security_capable'].map(
    (name) => ['function', { name, kernel: '6.1' }] as const,
  ),
  ['diff', { from: '5.10', to: '7.3', errno: 'EINVAL' }],
  ['diff', { from: '6.1', to: '6.12', syscall: 'ioctl' }],
  ['ask', { question: 'EINVAL' }],
  ['ask', { question: 'mount EINVAL 6.1' }],
  ['ask', { question: 'which errnos can ioctl return on 6.1' }],
  ['ask', { question: `${'資源'.repeat(1500)} ENOSPC mount on kernel 99.1` }],
  ['ask', { question: `${'/データ'.repeat(1000)}: Too many open files` }],
];

/** @returns the tokens of the answer, as many as they can be */
async function tokensOf(name: string, given: Readonly<Record<string, unknown>>): Promise<number> {
  const { content } = await client.callTool({ name, arguments: { ...given } }, { timeout: 120_000 });
  const [first] = content;
  expect(first?.type).toBe('text');
  return Buffer.byteLength(first?.type === 'text' ? first.text : '') / BYTES_A_TOKEN;
}

test('the heaviest answers stay within their tokens, and more gives more', { timeout: 600_000 }, async () => {
  const longer = new Set<string>();
  for (const [name, given] of CALLS) {
    const usual = await tokensOf(name, given);
    const more = await tokensOf(name, { ...given, more: true });
    const asked = `${name} ${JSON.stringify(given).slice(0, 100)}`;
    expect(usual, asked).toBeGreaterThan(0);
    expect(usual, asked).toBeLessThanOrEqual(MOST.usual);
    expect(more, `${asked}, more`).toBeLessThanOrEqual(MOST.more);
    if (more > usual) longer.add(name);
  }
  expect([...longer].sort()).toEqual(['ask', 'diff', 'function', 'origins', 'plan']);
});
