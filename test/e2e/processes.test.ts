/** `errnopath serve --processes`: one port, counts that are added up, and nobody missing for long. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { makePack } from '../project/pack-fixture.js';
import { tempFolder } from '../source/temp-folder.js';
import { type Service, startService } from './service.js';

const services: Service[] = [];

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

async function start(...argv: string[]): Promise<Service> {
  const folder = tempFolder();
  await makePack(folder);
  const service = await startService(folder, { XDG_CACHE_HOME: join(folder, 'cache') }, argv);
  services.push(service);
  return service;
}

/** Processes whose parent is `pid`, from /proc. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

async function countedRequests(url: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(/^errnopath_requests_total\{method="GET",route="\/v1\/errnos",status="200"\} (\d+)$/m.exec(page)?.[1]);
}

test('share a port and add up what they count', { timeout: 120_000 }, async () => {
  const { url, output, stop } = await start('--processes', '2', '--log-level', 'info');
  for (let i = 0; i < 12; i++)
    expect((await fetch(`${url}/v1/errnos`, { headers: { connection: 'close' } })).status).toBe(200);
  for (let i = 0; i < 4; i++) expect(await countedRequests(url)).toBe(12);
  const logged = output().match(/^\{.*"route":"\/v1\/errnos".*\}$/gm) ?? [];
  expect(new Set(logged.map((line) => JSON.parse(line).pid)).size).toBe(2);
  expect(await stop()).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test.runIf(process.platform === 'linux')(
  'one that is killed is started again, and the others answer meanwhile',
  { timeout: 120_000 },
  async () => {
    const { url, pid, output } = await start('--processes', '2');
    const [one = 0] = childrenOf(pid);
    process.kill(one, 'SIGKILL');
    await vi.waitFor(() => expect(output()).toContain(`process ${one} ended and is started again`), 10_000);
    expect((await fetch(`${url}/v1/errnos`)).status).toBe(200);
    await vi.waitFor(() => expect(childrenOf(pid)).toHaveLength(2), 10_000);
    expect(childrenOf(pid)).not.toContain(one);
  },
);

test('that cannot listen say why, once', { timeout: 120_000 }, async () => {
  const { url } = await start();
  const folder = tempFolder();
  const { port } = new URL(url);
  await expect(startService(folder, { XDG_CACHE_HOME: folder }, ['--port', port, '--processes', '2'])).rejects.toThrow(
    new RegExp(`printed:\nerrnopath: port ${port} on 127\\.0\\.0\\.1 is in use[^\n]*\n$`),
  );
});
