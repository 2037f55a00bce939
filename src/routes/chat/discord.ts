/** `POST /chat/discord`: interactions, which Discord signs with Ed25519. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { markdownOf } from '../../chat/markdown.js';
import { promptly } from '../../chat/promptly.js';
import { type Reply, VIEWS, type View } from '../../chat/reply.js';
import { freshness, isSignedBy } from '../../chat/signature.js';
import { SLACK_LABELS } from '../../chat/slack-blocks.js';
import type { AppEnv } from '../app-deps.js';
import { type ChatRoom, keeper, malformed, refused, sendLater } from './chat.js';
import { jsonOf } from './webhook.js';

/** discord.com/developers/docs/interactions: types of what comes and what goes, and the flag of a message that one person sees. */
const Type = { ping: 1, command: 2, component: 3 } as const;
const Answer = { pong: 1, message: 4, deferred: 5 } as const;
const EPHEMERAL = 64;
const Component = { row: 1, button: 2 } as const;
const SECONDARY = 2;
/** Characters of a message and of a button's id; buttons of a row; rows. */
const LIMITS = { content: 2000, id: 100, label: 80, row: 5, rows: 5 } as const;

const Named = { application_id: z.string().regex(/^\d{1,24}$/), token: z.string().regex(/^[\w.-]{1,1000}$/) };
const Interaction = z.discriminatedUnion('type', [
  z.object({ type: z.literal(Type.ping) }),
  z.object({
    type: z.literal(Type.command),
    ...Named,
    data: z.object({
      options: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]),
      target_id: z.string().optional(),
      resolved: z.object({ messages: z.record(z.string(), z.object({ content: z.string() })).optional() }).optional(),
    }),
  }),
  z.object({ type: z.literal(Type.component), ...Named, data: z.object({ custom_id: z.string().max(LIMITS.id) }) }),
]);

/** @param publicKey - of the application, as hexadecimal digits */
export function discordRoute(app: Hono<AppEnv>, room: ChatRoom, publicKey: string): void {
  const isFresh = freshness(room.now);
  app.post('/chat/discord', async (c) => {
    const raw = await c.req.text();
    const signature = c.req.header('x-signature-ed25519') ?? '';
    const timestamp = c.req.header('x-signature-timestamp') ?? '';
    if (!(await isSignedBy(publicKey, signature, `${timestamp}${raw}`)) || !isFresh(timestamp, signature))
      return refused(c);
    const parsed = Interaction.safeParse(jsonOf(raw));
    if (!parsed.success) return malformed(c);
    const interaction = parsed.data;
    if (interaction.type === Type.ping) return c.json({ type: Answer.pong });
    const { application_id: id, token } = interaction;
    if (interaction.type === Type.command)
      return answer(c, room, room.ask(questionOf(interaction.data)), id, token, true);
    const [, view, q] = /^([a-z]+)\|([\s\S]*)$/.exec(interaction.data.custom_id) ?? [];
    const pressed = z.enum([...VIEWS, 'share']).safeParse(view);
    if (!pressed.success || q === undefined) return malformed(c);
    const shared = pressed.data === 'share';
    return answer(c, room, room.ask(q, pressed.data === 'share' ? 'answer' : pressed.data), id, token, !shared);
  });
}

/** The option of the slash command, or the message that a message command stands on. */
function questionOf({
  options,
  target_id,
  resolved,
}: Extract<z.infer<typeof Interaction>, { type: 2 }>['data']): string {
  const [option] = options;
  if (typeof option?.value === 'string') return option.value;
  return (target_id === undefined ? undefined : resolved?.messages?.[target_id]?.content) ?? '';
}

async function answer(
  c: Context,
  room: ChatRoom,
  work: Promise<Reply>,
  id: string,
  token: string,
  ephemeral: boolean,
): Promise<Response> {
  const url = `https://discord.com/api/v10/webhooks/${id}/${token}/messages/@original`;
  const later = (reply: Reply): Promise<void> => sendLater(room, url, message(reply, ephemeral), { method: 'PATCH' });
  const reply = await promptly(work, later, keeper(c, room.onError), room.soon);
  const flags = ephemeral ? EPHEMERAL : 0;
  if (reply === undefined) return c.json({ type: Answer.deferred, data: { flags } });
  return c.json({ type: Answer.message, data: { ...message(reply, ephemeral), flags } });
}

/** Nobody is called by it, whatever it says. */
function message(reply: Reply, shareable: boolean): Readonly<Record<string, unknown>> {
  const named: readonly (readonly [string, View | 'share', string])[] = [
    ...reply.buttons.map((view) => [SLACK_LABELS[view], view, reply.question] as const),
    ...(shareable && reply.question !== '' ? [[SLACK_LABELS.share, 'share', reply.question] as const] : []),
    ...reply.choices.map(({ label, q }) => [label, 'answer', q] as const),
  ];
  const buttons = [...new Map(named.map(([label, view, q]) => [`${view}|${q}`, label]))]
    .filter(([customId]) => customId.length <= LIMITS.id)
    .slice(0, LIMITS.row * LIMITS.rows)
    .map(([customId, label]) => {
      return { type: Component.button, style: SECONDARY, label: label.slice(0, LIMITS.label), custom_id: customId };
    });
  const rows = Array.from({ length: Math.ceil(buttons.length / LIMITS.row) }, (_, at) => {
    return { type: Component.row, components: buttons.slice(at * LIMITS.row, (at + 1) * LIMITS.row) };
  });
  return { content: markdownOf(reply, LIMITS.content), components: rows, allowed_mentions: { parse: [] } };
}
