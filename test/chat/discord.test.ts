/** Discord: what it sends, held against its own verification, and what it gets. */
import { InteractionResponseFlags, InteractionResponseType, InteractionType, verifyKey } from 'discord-interactions';
import { describe, expect, test } from 'vitest';
import { chats, DISCORD_KEY, discord, discordHeaders, NOW } from './chat-fixture.js';

const APPLICATION = { application_id: '123', token: 'tok' };

function command(value: string) {
  return { type: InteractionType.APPLICATION_COMMAND, ...APPLICATION, data: { options: [{ name: 'q', value }] } };
}

interface Answer {
  readonly type: number;
  readonly data: {
    readonly flags: number;
    readonly content: string;
    readonly components: readonly {
      readonly components: readonly { readonly label: string; readonly custom_id: string }[];
    }[];
  };
}

async function ask(text: string): Promise<Answer> {
  const response = await discord(chats().app, command(text));
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

describe('a request', () => {
  const body = JSON.stringify({ type: InteractionType.PING });
  const good = discordHeaders(body);
  test.each([
    ['signed', good, body, true],
    ['whose body was changed', good, `${body} `, false],
    ['whose time was changed', { ...good, 'x-signature-timestamp': '1' }, body, false],
    ['signed with nothing', { ...good, 'x-signature-ed25519': '' }, body, false],
    ['signed by somebody else', { ...good, 'x-signature-ed25519': '00'.repeat(64) }, body, false],
  ])('%s is taken as Discord’s own code takes it', async (_, headers, sent, taken) => {
    const theirs = await verifyKey(sent, headers['x-signature-ed25519'], headers['x-signature-timestamp'], DISCORD_KEY);
    const response = await chats().app.request('/chat/discord', { method: 'POST', body: sent, headers });
    expect([theirs, response.status]).toEqual([taken, taken ? 200 : 401]);
  });

  test('is refused when it is stale or comes again', async () => {
    const { app } = chats();
    const ping = { type: InteractionType.PING };
    expect(await (await discord(app, ping)).json()).toEqual({ type: InteractionResponseType.PONG });
    expect((await discord(app, ping)).status).toBe(401);
    expect((await discord(app, ping, String(NOW / 1000 - 301))).status).toBe(401);
  });

  test('is refused where it makes no sense', async () => {
    const { app } = chats();
    expect((await discord(app, { type: 99 })).status).toBe(400);
    const button = { type: InteractionType.MESSAGE_COMPONENT, ...APPLICATION, data: { custom_id: 'what|x' } };
    expect((await discord(app, button)).status).toBe(400);
    const path = { ...command('-28'), token: '../../x' };
    expect((await discord(app, path)).status).toBe(400);
  });

  test('is refused with a key that is none', async () => {
    const { app } = chats({ discord: 'not hexadecimal' });
    expect((await discord(app, { type: InteractionType.PING })).status).toBe(401);
  });
});

describe('the command', () => {
  test('answers whom asked, with buttons, and calls nobody', async () => {
    const { type, data } = await ask('mount ENOSPC on 6.1');
    expect(type).toBe(InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE);
    expect(data).toMatchObject({ flags: InteractionResponseFlags.EPHEMERAL, allowed_mentions: { parse: [] } });
    expect(data.content).toContain('`count_rooms`');
    const labels = data.components.flatMap(({ components }) => components.map(({ label }) => label));
    expect(labels).toEqual(expect.arrayContaining(['Show commands', 'Share in channel']));
  });

  test('keeps to the limits of messages, whatever is asked', async () => {
    for (const text of ['hello', 'ENOSPC', '-28', '@everyone `', 'x'.repeat(6000), '`'.repeat(2500)]) {
      const { data } = await ask(text);
      expect(data.content.length).toBeLessThanOrEqual(2000);
      expect((data.content.match(/```/g) ?? []).length % 2).toBe(0);
      expect(data.components.length).toBeLessThanOrEqual(5);
      for (const { components } of data.components) {
        expect(components.length).toBeLessThanOrEqual(5);
        for (const { custom_id, label } of components) {
          expect(custom_id.length).toBeLessThanOrEqual(100);
          expect(label.length).toBeLessThanOrEqual(80);
        }
      }
    }
  });

  test('explains the message that it stands on', async () => {
    const messages = { '7': { content: 'mount: /mnt: mount(2) system call failed: No space left on device' } };
    const interaction = { ...command(''), data: { target_id: '7', resolved: { messages } } };
    const { data } = (await (await discord(chats().app, interaction)).json()) as Answer;
    expect(data.content).toContain('count_rooms');
  });

  test.each([
    ['commands', InteractionResponseFlags.EPHEMERAL],
    ['share', 0],
  ])('the button for %s', async (view, flags) => {
    const data = { custom_id: `${view}|mount ENOSPC` };
    const response = await discord(chats().app, { type: InteractionType.MESSAGE_COMPONENT, ...APPLICATION, data });
    expect(await response.json()).toMatchObject({ data: { flags } });
  });
});
