/** Slack: what it sends, held against its own verification, and what it gets. */
import { isValidSlackRequest } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { chats, form, NOW, RESPONSE_URL, SECRETS, slack, slackHeaders, slash } from './chat-fixture.js';

/** A Block Kit message: what is looked into here. */
interface Message {
  readonly response_type?: string;
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text?: { readonly text: string };
    readonly elements?: readonly { readonly value?: string; readonly text: { readonly text: string } }[];
  }[];
}

function buttonsOf({ blocks }: Message): ReadonlyMap<string, string> {
  const elements = blocks.flatMap((block) => (block.type === 'actions' ? (block.elements ?? []) : []));
  return new Map(elements.map(({ text, value }) => [text.text, value ?? '']));
}

async function ask(text: string): Promise<Message> {
  const response = await slack(chats().app, slash(text));
  expect(response.status).toBe(200);
  return (await response.json()) as Message;
}

describe('a request', () => {
  const body = slash('mount ENOSPC');
  const good = slackHeaders(body);
  const old = slackHeaders(body, { timestamp: String(NOW / 1000 - 301) });
  test.each([
    ['signed', good, body, true],
    ['signed with another secret', slackHeaders(body, { secret: 'other' }), body, false],
    ['whose body was changed', good, `${body}x`, false],
    ['that is stale', old, body, false],
    ['whose time was changed', { ...old, 'x-slack-request-timestamp': good['x-slack-request-timestamp'] }, body, false],
    [
      'of another version',
      { ...good, 'x-slack-signature': good['x-slack-signature'].replace('v0', 'v1') },
      body,
      false,
    ],
    ['without a hash', { ...good, 'x-slack-signature': 'v0=' }, body, false],
  ])('%s is taken as Slack’s own code takes it', async (_, headers, sent, taken) => {
    const theirs = isValidSlackRequest({
      signingSecret: SECRETS.slack,
      body: sent,
      headers: {
        'x-slack-signature': headers['x-slack-signature'],
        'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
      },
      nowMilliseconds: NOW,
    });
    const response = await chats().app.request('/chat/slack', { method: 'POST', body: sent, headers });
    expect([theirs, response.status]).toEqual([taken, taken ? 200 : 401]);
  });

  test('is refused when it comes again, from the future, or without headers', async () => {
    const { app } = chats();
    expect((await slack(app, body)).status).toBe(200);
    expect((await slack(app, body)).status).toBe(401);
    expect((await slack(app, body, { timestamp: String(NOW / 1000 + 301) })).status).toBe(401);
    expect((await app.request('/chat/slack', { method: 'POST', body })).status).toBe(401);
  });

  test('is refused where it is too large or makes no sense', async () => {
    const { app } = chats();
    expect((await slack(app, 'x'.repeat(200_000))).status).toBe(413);
    for (const odd of ['', 'a=b', form({ payload: '{' }), form({ payload: '{"type":"view_submission"}' })])
      expect((await slack(app, odd)).status, odd).toBe(400);
    expect((await slack(app, '{}', { type: 'application/json' })).status).toBe(400);
    const elsewhere = slash('mount ENOSPC').replace('hooks.slack.com', 'example.org');
    expect((await slack(app, elsewhere)).status).toBe(400);
  });
});

describe('/errno', () => {
  test('answers whom asked, with buttons', async () => {
    const message = await ask('mount ENOSPC on 6.1');
    expect(message.response_type).toBe('ephemeral');
    expect(JSON.stringify(message.blocks)).toContain('count_rooms');
    const buttons = buttonsOf(message);
    expect([...buttons.keys()]).toEqual(expect.arrayContaining(['Show commands', 'Share in channel']));
    expect(JSON.parse(buttons.get('Show commands') ?? '')).toEqual({ view: 'commands', q: 'mount ENOSPC 6.1' });
  });

  test('asks back with buttons', async () => {
    const message = await ask('ENOSPC');
    expect(JSON.stringify(message.blocks)).toContain('Which call failed with ENOSPC?');
    expect(JSON.parse(buttonsOf(message).get('mount') ?? '')).toEqual({ view: 'answer', q: 'mount ENOSPC' });
  });

  test('keeps to the limits of Block Kit, whatever is asked', async () => {
    for (const text of ['', 'help', 'hello', '<!channel> <@U1> & *x* `y`', '-28', 'x'.repeat(9000), '`'.repeat(3000)]) {
      const { blocks } = await ask(text);
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const { text: part, elements = [], type } of blocks) {
        expect(part?.text.length ?? 0).toBeLessThanOrEqual(3000);
        if (type === 'actions') expect(elements.length).toBeLessThanOrEqual(25);
        for (const { value = '', text: label } of type === 'actions' ? elements : []) {
          expect(value.length).toBeLessThanOrEqual(2000);
          expect(label.text.length).toBeLessThanOrEqual(75);
        }
      }
      for (const { text: part } of blocks) expect(part?.text ?? '').not.toMatch(/<[!@#]/);
    }
  });
});

describe('what comes by events and buttons', () => {
  const json = { type: 'application/json' };

  test('the address is confirmed', async () => {
    const response = await slack(chats().app, JSON.stringify({ type: 'url_verification', challenge: 'c1' }), json);
    expect(await response.json()).toEqual({ challenge: 'c1' });
  });

  test('a mention is answered in its thread, one by a bot is not', async () => {
    const { app, later, sent } = chats();
    const event = { type: 'app_mention', text: '<@U9> mount ENOSPC', channel: 'C1', ts: '1.2' };
    await slack(app, JSON.stringify({ type: 'event_callback', event: { ...event, bot_id: 'B1' } }), json);
    await slack(app, JSON.stringify({ type: 'event_callback', event }), json);
    await later(1);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      url: 'https://slack.com/api/chat.postMessage',
      authorization: 'Bearer xoxb-1',
      body: { channel: 'C1', thread_ts: '1.2' },
    });
    expect(JSON.stringify(sent[0]?.body)).toContain('count_rooms');
  });

  test('the shortcut explains a message', async () => {
    const { app, later } = chats();
    const message = { text: 'mount: /mnt: mount(2) system call failed: No space left on device &amp; more' };
    const payload = { type: 'message_action', callback_id: 'explain_trace', response_url: RESPONSE_URL, message };
    expect((await slack(app, form({ payload: JSON.stringify(payload) }))).status).toBe(200);
    const [answer] = await later(1);
    expect(answer).toMatchObject({ url: RESPONSE_URL, body: { response_type: 'ephemeral' } });
    expect(JSON.stringify(answer?.body)).toContain('count_rooms');
  });

  test.each([
    ['commands', 'ephemeral', '```'],
    ['others', 'ephemeral', 'Where ENOSPC of mount starts'],
    ['share', 'in_channel', 'count_rooms'],
  ])('the button for %s', async (view, response_type, holds) => {
    const { app, later } = chats();
    const value = JSON.stringify({ view, q: 'mount ENOSPC' });
    const payload = { type: 'block_actions', response_url: RESPONSE_URL, actions: [{ value }] };
    expect((await slack(app, form({ payload: JSON.stringify(payload) }))).status).toBe(200);
    const [answer] = await later(1);
    expect(answer?.body).toMatchObject({ response_type, replace_original: false });
    expect(JSON.stringify(answer?.body)).toContain(holds);
  });

  test('a refusal of an answer is told', async () => {
    const { app, later, errors } = chats({ ...SECRETS }, 404);
    const payload = { type: 'message_action', response_url: RESPONSE_URL, message: { text: '-28' } };
    await slack(app, form({ payload: JSON.stringify(payload) }));
    await later(2);
    expect(errors[0]?.message).toBe('a chat refused an answer: 404 from hooks.slack.com');
  });
});
