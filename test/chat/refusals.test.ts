/** What the chats refuse, on Node over real HTTP; test/homes/worker.suite.ts sends the same to a Worker. */
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chats, DISCORD_KEY, SECRETS } from './chat-fixture.js';
import { refusalsOf } from './refusals.js';

let server: ReturnType<typeof serve>;
let url = '';

beforeAll(async () => {
  const { app } = chats({ ...SECRETS, discord: DISCORD_KEY, now: Date.now });
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

test('every chat refuses what is forged, stale, replayed, oversized or malformed', { timeout: 60_000 }, async () => {
  const refusals = refusalsOf(url);
  for (const chat of ['Slack', 'Discord', 'Mattermost', 'the webhook'])
    expect(refusals.filter(({ name }) => name.startsWith(chat)).length, chat).toBeGreaterThanOrEqual(5);
  const found: (readonly [string, number])[] = [];
  for (const { name, send } of refusals) {
    const response = await send();
    await response.text();
    found.push([name, response.status]);
  }
  expect(found).toEqual(refusals.map(({ name, status }) => [name, status]));
});
