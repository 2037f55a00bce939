/** Answers that a chat cannot wait for: it hears at once that they will come, and they come to the address that it gave. */
import { InteractionResponseType } from 'discord-interactions';
import { expect, test } from 'vitest';
import { chats, DISCORD_KEY, discord, form, RESPONSE_URL, SECRETS, slack, slash } from './chat-fixture.js';

/** Kernels open in longer than a chat waits. */
const SLOW = { ...SECRETS, discord: DISCORD_KEY, soon: 1 };
const SLOW_MS = 60;

test('Slack is told to wait, then answered at its response URL', async () => {
  const { app, later, sent } = chats(SLOW, 200, SLOW_MS);
  const now = await slack(app, slash('mount ENOSPC'));
  expect([now.status, await now.json()]).toEqual([200, { response_type: 'ephemeral', text: 'Looking…' }]);
  expect(sent).toEqual([]);
  const [answer] = await later(1);
  expect(answer).toMatchObject({ url: RESPONSE_URL, method: 'POST', body: { response_type: 'ephemeral' } });
  expect(JSON.stringify(answer?.body)).toContain('count_rooms');
});

test('Discord gets a deferred answer, then the message itself', async () => {
  const { app, later } = chats(SLOW, 200, SLOW_MS);
  const data = { options: [{ name: 'q', value: 'mount ENOSPC' }] };
  const now = await discord(app, { type: 2, application_id: '123', token: 'tok', data });
  expect(await now.json()).toEqual({
    type: InteractionResponseType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE,
    data: { flags: 64 },
  });
  const [answer] = await later(1);
  expect(answer).toMatchObject({
    url: 'https://discord.com/api/v10/webhooks/123/tok/messages/@original',
    method: 'PATCH',
    body: { content: expect.stringContaining('count_rooms'), allowed_mentions: { parse: [] } },
  });
});

test('Mattermost is told to wait, then answered at its response URL', async () => {
  const { app, later } = chats(SLOW, 200, SLOW_MS);
  const response_url = 'https://chat.example/hooks/commands/1';
  const body = form({ command: '/errno', text: 'mount ENOSPC', token: SECRETS.mattermost, response_url });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const now = await app.request('/chat/mattermost', { method: 'POST', body, headers });
  expect(await now.json()).toEqual({ response_type: 'ephemeral', text: 'Looking…' });
  const [answer] = await later(1);
  expect(answer).toMatchObject({ url: response_url, body: { text: expect.stringContaining('count_rooms') } });
});

test('an event that Slack sends again is answered once', async () => {
  const { app, later, sent } = chats();
  const event = { type: 'app_mention', text: '<@U9> mount ENOSPC', channel: 'C1', ts: '1.2' };
  const json = { type: 'application/json' };
  const send = (event_id: string, pad = '') =>
    slack(app, JSON.stringify({ type: 'event_callback', event_id, event, pad }), json);
  expect((await send('Ev1')).status).toBe(200);
  expect((await send('Ev1', 'signed anew')).status).toBe(200);
  await later(2);
  expect(sent).toHaveLength(1);
  await send('Ev2');
  expect(await later(2)).toHaveLength(2);
});
