/** `POST /chat/mattermost`: the slash command and its buttons. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { markdownOf } from '../../chat/markdown.js';
import { promptly } from '../../chat/promptly.js';
import { type Reply, VIEWS, type View } from '../../chat/reply.js';
import { hmacHex, isSame } from '../../chat/signature.js';
import { SLACK_LABELS } from '../../chat/slack-blocks.js';
import type { AppEnv } from '../app-deps.js';
import { type ChatRoom, keeper, malformed, refused, sendLater } from './chat.js';
import { jsonOf } from './webhook.js';

const SlashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  response_url: z.url({ protocol: /^https?$/ }),
});
/** What we put into a button comes back in `context`; its signature says that it was us. */
const Action = z.object({
  context: z.object({
    view: z.enum([...VIEWS, 'share']),
    q: z.string().max(2000),
    url: z.url({ protocol: /^https?$/ }),
    signature: z.string(),
  }),
});
type Context_ = z.infer<typeof Action>['context'];

/** Mattermost shows 16383 characters of a post. */
const MOST_TEXT = 16_000;

/** @param token - of the slash command; it also signs our buttons */
export function mattermostRoute(app: Hono<AppEnv>, room: ChatRoom, token: string): void {
  app.post('/chat/mattermost', async (c) => {
    const raw = await c.req.text();
    const here = new URL(c.req.url);
    const origin = `${c.req.header('x-forwarded-proto') ?? here.protocol.slice(0, -1)}://${c.req.header('host') ?? here.host}`;
    if (/^application\/json\b/.test(c.req.header('content-type') ?? ''))
      return pressed(c, room, token, jsonOf(raw), origin);
    const fields = Object.fromEntries(new URLSearchParams(raw));
    const header = /^Token\s+(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const sent = header ?? fields.token;
    if (sent === undefined || !(await isSame(sent, token))) return refused(c);
    const command = SlashCommand.safeParse(fields);
    if (!command.success) return malformed(c);
    const { text, response_url: url } = command.data;
    const later = async (reply: Reply): Promise<void> => sendLater(room, url, await post(reply, token, url, origin));
    const reply = await promptly(room.ask(text), later, keeper(c, room.onError), room.soon);
    return c.json(
      reply === undefined ? { response_type: 'ephemeral', text: 'Looking…' } : await post(reply, token, url, origin),
    );
  });
}

async function post(reply: Reply, token: string, url: string, origin: string): Promise<unknown> {
  const named: readonly (readonly [string, View | 'share', string])[] = [
    ...reply.buttons.map((view) => [SLACK_LABELS[view], view, reply.question] as const),
    ...reply.choices.map(({ label, q }) => [label, 'answer', q] as const),
    ...(reply.question === '' ? [] : [[SLACK_LABELS.share, 'share', reply.question] as const]),
  ];
  const actions = await Promise.all(
    named.map(async ([name, view, q], at) => {
      const context = { view, q, url, signature: await signed(token, { view, q, url }) };
      return { id: `errnopath${at}`, name, type: 'button', integration: { url: `${origin}/chat/mattermost`, context } };
    }),
  );
  const attachments = actions.length === 0 ? {} : { attachments: [{ actions }] };
  return { response_type: 'ephemeral', text: markdownOf(reply, MOST_TEXT), ...attachments };
}

function signed(token: string, { view, q, url }: Omit<Context_, 'signature'>): Promise<string> {
  return hmacHex(token, JSON.stringify([view, q, url]));
}

async function pressed(c: Context, room: ChatRoom, token: string, body: unknown, origin: string): Promise<Response> {
  const action = Action.safeParse(body);
  if (!action.success) return malformed(c);
  const { view, q, url, signature } = action.data.context;
  if (!(await isSame(signature, await signed(token, { view, q, url })))) return refused(c);
  const reply = room.ask(q, view === 'share' ? 'answer' : view);
  const answer = async (): Promise<void> => {
    const one = await reply;
    const shared = { response_type: 'in_channel', text: markdownOf(one, MOST_TEXT) };
    await sendLater(room, url, view === 'share' ? shared : await post(one, token, url, origin));
  };
  keeper(c, room.onError)(answer());
  return c.json({});
}
