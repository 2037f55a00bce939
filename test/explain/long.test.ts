/** Outputs of a megabyte are explained in time: names that no kernel has are looked up as fast as others. */
import { beforeAll, expect, test } from 'vitest';
import { bundledApp } from './bundled-app.js';

const app = bundledApp();

beforeAll(async () => {
  await explain('mount("none", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)');
}, 120_000);

async function explain(body: string): Promise<string> {
  const headers = { 'content-type': 'text/plain' };
  const response = await app().request('/v1/explain?kernel=6.1', { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  const { recognised } = (await response.json()) as { recognised: string };
  return recognised;
}

const LINES = 20_000;
/** CPU: a table of names that were each looked for in all syscalls took 17 s. */
const MOST_MS = 2_000;

const row = (name: string): string => `${name.padEnd(60)} 3`;
const HEAD = 'FUNC                                    COUNT';

test.each([
  ['names of functions', (at: number) => row(`some_function_${at}`)],
  ['names of entries', (at: number) => row(`__x64_sys_nothing_${at}`)],
])('%s', { timeout: 60_000 }, async (_, line) => {
  const output = [HEAD, ...Array.from({ length: LINES }, (_, at) => line(at))].join('\n');
  const before = process.cpuUsage();
  expect(await explain(output)).toBe('bcc-funccount');
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(MOST_MS);
});
