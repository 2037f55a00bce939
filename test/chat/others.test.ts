/** Mattermost, the plain webhook, answers that take long, and what is the same in all chats. */
import { describe, expect, test, vi } from 'vitest';
import { chatReport, chatSecrets } from '../../src/chat/config.js';
import { markdownOf } from '../../src/chat/markdown.js';
import { promptly } from '../../src/chat/promptly.js';
import type { App } from '../../src/routes/app-deps.js';
import { AskAnswer } from '../../src/schemas/ask.js';
import { chats, discord, form, SECRETS, slack, slash } from './chat-fixture.js';

const RESPONSE_URL = 'https://mattermost.example/hooks/commands/1';

interface Post {
  readonly response_type: string;
  readonly text: string;
  readonly attachments?: readonly {
    readonly actions: readonly {
      readonly name: string;
      readonly integration: { readonly url: string; readonly context: Record<string, string> };
    }[];
  }[];
}

function mattermost(app: App, text: string, token: string, headers: Record<string, string> = {}): Promise<Response> {
  const body = form({ command: '/errno', text, token, response_url: RESPONSE_URL });
  return Promise.resolve(
    app.request('/chat/mattermost', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    }),
  );
}

function press(app: App, context: Record<string, string>): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return Promise.resolve(
    app.request('/chat/mattermost', { method: 'POST', body: JSON.stringify({ user_id: 'u', context }), headers }),
  );
}

function webhook(app: App, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const all = { authorization: `Bearer ${SECRETS.webhook}`, ...headers };
  return Promise.resolve(app.request('/chat/webhook', { method: 'POST', body, headers: all }));
}

describe('Mattermost', () => {
  test('is answered with its token, in the body or in the header', async () => {
    const { app } = chats();
    const post = (await (await mattermost(app, 'mount ENOSPC', SECRETS.mattermost)).json()) as Post;
    expect(post).toMatchObject({ response_type: 'ephemeral' });
    expect(post.text).toContain('`count_rooms`');
    const byHeader = await mattermost(app, '-28', '', { authorization: `Token ${SECRETS.mattermost}` });
    expect(byHeader.status).toBe(200);
    expect((await mattermost(app, '-28', 'other')).status).toBe(401);
    expect((await mattermost(app, '-28', '', { authorization: 'Token other' })).status).toBe(401);
    expect((await app.request('/chat/mattermost', { method: 'POST', body: 'x' })).status).toBe(401);
  });

  test('has buttons that only we can have made', async () => {
    const { app, later, sent } = chats();
    const post = (await (await mattermost(app, 'mount ENOSPC', SECRETS.mattermost)).json()) as Post;
    const actions = post.attachments?.[0]?.actions ?? [];
    expect(actions.map(({ name }) => name)).toEqual(expect.arrayContaining(['Show commands', 'Share in channel']));
    const share = actions.find(({ name }) => name === 'Share in channel')?.integration.context ?? {};
    expect((await press(app, { ...share, q: 'bpf EPERM' })).status).toBe(401);
    expect((await press(app, { ...share, url: 'https://evil.example/' })).status).toBe(401);
    expect((await press(app, {})).status).toBe(400);
    expect(sent).toEqual([]);
    expect((await press(app, share)).status).toBe(200);
    const [answer] = await later(1);
    expect(answer).toMatchObject({ url: RESPONSE_URL, body: { response_type: 'in_channel' } });
  });
});

describe('the webhook', () => {
  test('takes text and gives Markdown, takes JSON and gives JSON', async () => {
    const { app } = chats();
    const text = await webhook(app, 'mount ENOSPC');
    expect(text.headers.get('content-type')).toContain('text/markdown');
    expect(await text.text()).toContain('`count_rooms`');
    const json = await webhook(app, JSON.stringify({ text: 'mount ENOSPC' }), { 'content-type': 'application/json' });
    expect(await json.json()).toEqual({ text: await (await webhook(app, 'mount ENOSPC')).text() });
  });

  test('refuses who has no token, what is too large, and what makes no sense', async () => {
    const { app } = chats();
    expect((await webhook(app, '-28', { authorization: 'Bearer x' })).status).toBe(401);
    expect((await app.request('/chat/webhook', { method: 'POST', body: '-28' })).status).toBe(401);
    expect((await webhook(app, 'x'.repeat(200_000))).status).toBe(413);
    expect((await webhook(app, '{', { 'content-type': 'application/json' })).status).toBe(400);
  });
});

describe('chats', () => {
  test('without a secret are off, and that is said', async () => {
    const { app } = chats({});
    for (const chat of ['webhook', 'slack', 'mattermost', 'discord'])
      expect((await app.request(`/chat/${chat}`, { method: 'POST', body: '-28' })).status).toBe(404);
    const secrets = chatSecrets({ ERRNOPATH_SLACK_SIGNING_SECRET: ' s ', ERRNOPATH_WEBHOOK_TOKEN: '', DB: {} });
    expect(secrets).toEqual({ slack: 's' });
    expect(chatReport(secrets)).toEqual([
      'webhook: off, ERRNOPATH_WEBHOOK_TOKEN is not set',
      'slack: on, POST /chat/slack',
      'mattermost: off, ERRNOPATH_MATTERMOST_TOKEN is not set',
      'discord: off, ERRNOPATH_DISCORD_PUBLIC_KEY is not set',
      'slack: mentions stay unanswered, ERRNOPATH_SLACK_BOT_TOKEN is not set',
    ]);
  });

  test('name the same origins for the same question, as the API does', async () => {
    const question = 'mount: no space left on device on 6.1';
    const { app } = chats();
    const response = await app.request(`/v1/ask?${new URLSearchParams({ q: question })}`);
    const { answer } = AskAnswer.parse(await response.json());
    const names = answer?.kind === 'origins' ? answer.body.origins.slice(0, 3).map((one) => one.function) : [];
    expect(names.length).toBeGreaterThan(0);
    const bodies = [
      await (await webhook(app, question)).text(),
      await (await slack(app, slash(question))).text(),
      await (await mattermost(app, question, SECRETS.mattermost)).text(),
      await (
        await discord(app, {
          type: 2,
          application_id: '1',
          token: 't',
          data: { options: [{ name: 'q', value: question }] },
        })
      ).text(),
    ];
    for (const body of bodies) {
      const found = [...body.matchAll(/\d+\. `(\w+)`/g)].map(([, name]) => name);
      expect(found).toEqual(names);
    }
  });
});

describe('an answer', () => {
  test('that takes long comes later, one that does not comes now', async () => {
    const later = vi.fn(async () => undefined);
    const kept: Promise<unknown>[] = [];
    const keep = (promise: Promise<unknown>): void => void kept.push(promise);
    expect(await promptly(Promise.resolve('now'), later, keep, 1500)).toBe('now');
    let finish: (text: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    expect(await promptly(work, later, keep, 1)).toBeUndefined();
    expect(later).not.toHaveBeenCalled();
    finish('then');
    await Promise.all(kept);
    expect(later).toHaveBeenCalledExactlyOnceWith('then');
  });

  test('as Markdown ends no code early, and is cut between its parts', () => {
    const parts = [
      { kind: 'lines', lines: [['a*b_c', { code: 'x`y' }, { strong: '#1 @all' }]] },
      { kind: 'code', text: 'echo ```' },
      { kind: 'note', lines: [['n'.repeat(100)]] },
    ] as const;
    expect(markdownOf({ parts })).toBe(
      `a\\*b\\_c\`x'y\`**\\#1 @\u200ball**\n\n\`\`\`sh\necho '''\n\`\`\`\n\n_${'n'.repeat(100)}_`,
    );
    expect(markdownOf({ parts }, 60)).toBe(`a\\*b\\_c\`x'y\`**\\#1 @\u200ball**\n\n\`\`\`sh\necho '''\n\`\`\`\n\n…`);
  });
});
