/** `POST /chat/slack`: the slash command, mentions, the message shortcut, and buttons. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { promptly } from '../../chat/promptly.js';
import { type Reply, VIEWS } from '../../chat/reply.js';
import { freshness, hmacHex, isSame } from '../../chat/signature.js';
import { slackBlocks, slackSummary } from '../../chat/slack-blocks.js';
import type { AppEnv } from '../app-deps.js';
import { type ChatRoom, keeper, malformed, refused, sendLater } from './chat.js';
import { jsonOf } from './webhook.js';

/** Slack takes later answers there and nowhere else. */
const ResponseUrl = z.url({ protocol: /^https$/, hostname: /^hooks\.slack(?:-gov)?\.com$/ });

const SlashCommand = z.object({ command: z.string(), text: z.string().default(''), response_url: ResponseUrl });
const Event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url_verification'), challenge: z.string().max(1000) }),
  z.object({
    type: z.literal('event_callback'),
    event_id: z.string().max(100).optional(),
    event: z.object({
      type: z.string(),
      text: z.string().default(''),
      channel: z.string().optional(),
      ts: z.string().optional(),
      thread_ts: z.string().optional(),
      bot_id: z.string().optional(),
    }),
  }),
]);
const Interaction = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_action'),
    response_url: ResponseUrl,
    message: z.object({ text: z.string().default('') }),
  }),
  z.object({
    type: z.literal('block_actions'),
    response_url: ResponseUrl,
    actions: z.array(z.object({ value: z.string().max(2000).optional() })).min(1),
  }),
]);
const Pressed = z.object({ view: z.enum([...VIEWS, 'share']), q: z.string().max(2000) });

const CHAT_POST = 'https://slack.com/api/chat.postMessage';

/**
 * @param secret - signs what Slack sends
 * @param bot - the token with which mentions are answered; undefined leaves them
 */
export function slackRoute(app: Hono<AppEnv>, room: ChatRoom, secret: string, bot: string | undefined): void {
  const isFresh = freshness(room.now);
  app.post('/chat/slack', async (c) => {
    const raw = await c.req.text();
    const timestamp = c.req.header('x-slack-request-timestamp') ?? '';
    const signature = c.req.header('x-slack-signature') ?? '';
    if (!(await isSame(signature, `v0=${await hmacHex(secret, `v0:${timestamp}:${raw}`)}`))) return refused(c);
    if (!isFresh(timestamp, signature)) return refused(c);
    if (/^application\/json\b/.test(c.req.header('content-type') ?? '')) {
      // Slack signs an event anew when it sends it again, as it does where an answer took long.
      const first = (id: string): boolean => isFresh(timestamp, `event ${id}`);
      return event(c, room, raw, bot, first);
    }
    const form = Object.fromEntries(new URLSearchParams(raw));
    if (form.payload !== undefined) return interaction(c, room, jsonOf(form.payload));
    const command = SlashCommand.safeParse(form);
    if (!command.success) return malformed(c);
    return answer(c, room, room.ask(command.data.text), command.data.response_url);
  });
}

/** Who asked sees it; a button shows it to all. */
function ephemeral(reply: Reply): Readonly<Record<string, unknown>> {
  const shareable = reply.question !== '';
  return { response_type: 'ephemeral', text: slackSummary(reply), blocks: slackBlocks(reply, shareable) };
}

async function answer(c: Context, room: ChatRoom, work: Promise<Reply>, responseUrl: string): Promise<Response> {
  const later = (reply: Reply): Promise<void> => sendLater(room, responseUrl, ephemeral(reply));
  const reply = await promptly(work, later, keeper(c, room.onError), room.soon);
  return c.json(reply === undefined ? { response_type: 'ephemeral', text: 'Looking…' } : ephemeral(reply));
}

function event(
  c: Context,
  room: ChatRoom,
  raw: string,
  bot: string | undefined,
  isFirst: (id: string) => boolean,
): Response {
  const parsed = Event.safeParse(jsonOf(raw));
  if (!parsed.success) return malformed(c);
  if (parsed.data.type === 'url_verification') return c.json({ challenge: parsed.data.challenge });
  const { event_id: id } = parsed.data;
  if (id !== undefined && !isFirst(id)) return c.body(null, 200);
  const { type, text, channel, ts, thread_ts, bot_id } = parsed.data.event;
  if (type === 'app_mention' && bot !== undefined && channel !== undefined && bot_id === undefined) {
    const question = text.replace(/<@[A-Z0-9]+>/g, ' ').trim();
    keeper(c, room.onError)(mention(room, question, bot, { channel, thread_ts: thread_ts ?? ts }));
  }
  // Slack wants to hear within 3 s that it arrived, and sends it again otherwise.
  return c.body(null, 200);
}

async function mention(
  room: ChatRoom,
  question: string,
  bot: string,
  where: { readonly channel: string; readonly thread_ts: string | undefined },
): Promise<void> {
  const reply = await room.ask(unescaped(question));
  const message = { ...where, text: slackSummary(reply), blocks: slackBlocks(reply, false) };
  await sendLater(room, CHAT_POST, message, { headers: { authorization: `Bearer ${bot}` } });
}

/** Buttons and shortcuts are acknowledged with nothing; what they ask for comes by the response URL. */
function interaction(c: Context, room: ChatRoom, payload: unknown): Response {
  const parsed = Interaction.safeParse(payload);
  if (!parsed.success) return malformed(c);
  const keep = keeper(c, room.onError);
  const { response_url: url } = parsed.data;
  if (parsed.data.type === 'message_action') {
    const question = unescaped(parsed.data.message.text.replace(/^```|```$/g, ''));
    keep(room.ask(question).then((reply) => sendLater(room, url, ephemeral(reply))));
    return c.body(null, 200);
  }
  const pressed = Pressed.safeParse(jsonOf(parsed.data.actions[0]?.value ?? ''));
  if (!pressed.success) return malformed(c);
  const { view, q } = pressed.data;
  const work = room.ask(q, view === 'share' ? 'answer' : view);
  keep(
    work.then((reply) => {
      const shared = { response_type: 'in_channel', text: slackSummary(reply), blocks: slackBlocks(reply, false) };
      return sendLater(room, url, { ...(view === 'share' ? shared : ephemeral(reply)), replace_original: false });
    }),
  );
  return c.body(null, 200);
}

/** Slack sends what people wrote with these three escaped. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
