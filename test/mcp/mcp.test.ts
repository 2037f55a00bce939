/** The tools for agents, called by the official client: over HTTP, and over standard input and output of the command. */
import { serve } from '@hono/node-server';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAUNCHER } from '../e2e/service.js';
import { app } from '../routes/app-fixture.js';

let server: ReturnType<typeof serve>;
let url = '';
let http: Client;
let stdio: Client;

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      url = `http://127.0.0.1:${port}`;
      resolve();
    });
  });
  http = new Client({ name: 'test', version: '1' });
  await http.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  stdio = new Client({ name: 'test', version: '1' });
  const args = [LAUNCHER, 'mcp', '--server', url];
  await stdio.connect(new StdioClientTransport({ command: process.execPath, args }));
}, 120_000);

afterAll(async () => {
  await Promise.all([http.close(), stdio.close()]);
  server.close();
});

async function call(
  client: Client,
  name: string,
  given: Record<string, unknown>,
): Promise<{ text: string; failed: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [first] = content;
  return { text: first?.type === 'text' ? first.text : '', failed: isError === true };
}

const CALLS: readonly (readonly [name: string, given: Record<string, unknown>, holds: string])[] = [
  ['ask', { question: 'mount: no space left on device', kernel: '6.1' }, '`count_rooms`'],
  ['ask', { question: 'ENOSPC' }, 'Which call failed with ENOSPC?'],
  ['origins', { syscall: 'mount', errno: '-28', kernel: '6.1' }, '`count_rooms`'],
  ['plan', { syscall: 'mount', errno: 'ENOSPC', tools: ['bpftrace'] }, '```sh'],
  ['explain', { output: 'mount("a", "/b", "c", 0, NULL) = -1 ENOSPC (No space left on device)' }, 'ENOSPC'],
  ['function', { name: 'count_rooms' }, 'fs/tree.c'],
  ['diff', { from: '6.1', to: '6.12', syscall: 'mount' }, '6.1.192 → 6.12.117'],
];

describe('an agent', () => {
  test('finds at most six tools, told in few words', async () => {
    const { tools } = await http.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['ask', 'origins', 'plan', 'explain', 'function', 'diff']);
    for (const { description = '' } of tools) expect(description.length).toBeLessThanOrEqual(130);
    expect(JSON.stringify(tools).length).toBeLessThan(8000);
    expect((await stdio.listTools()).tools).toEqual(tools);
  });

  test.each(CALLS)('calls %s', async (name, given, holds) => {
    const { text, failed } = await call(http, name, given);
    expect(failed, text).toBe(false);
    expect(text).toContain(holds);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4500);
    expect(await call(stdio, name, given)).toEqual({ text, failed });
  });

  test('is told what was wrong, and what is near', async () => {
    const { text, failed } = await call(http, 'origins', { syscall: 'mout', errno: 'ENOSPC' });
    expect(failed).toBe(true);
    expect(text).toContain('Near: mount');
  });

  test('gets more where it asks for more', async () => {
    const usual = await call(http, 'explain', { output: 'x'.repeat(10) });
    expect(usual.failed).toBe(false);
    const plan = { syscall: 'mount', errno: 'ENOSPC' };
    const [short, long] = [await call(http, 'plan', plan), await call(http, 'plan', { ...plan, more: true })];
    expect(long.text.length).toBeGreaterThan(short.text.length);
    expect(Buffer.byteLength(long.text)).toBeLessThanOrEqual(18_000);
  });
});
