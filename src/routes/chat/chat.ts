/** `POST /chat/…`: what all chats share. A chat without its secret has no route. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChatConfig } from '../../chat/config.js';
import { SOON_MS } from '../../chat/promptly.js';
import type { App, AppDeps, AppEnv } from '../app-deps.js';
import type { AnswerQuestion } from '../ask.js';
import { ProblemError, sendProblem } from '../problems.js';
import { type Desk, desk } from './desk.js';
import { discordRoute } from './discord.js';
import { mattermostRoute } from './mattermost.js';
import { slackRoute } from './slack.js';
import { webhookRoute } from './webhook.js';

/** What a chat's route has at hand. */
export interface ChatRoom {
  readonly ask: Desk;
  readonly send: typeof fetch;
  readonly now: () => number;
  /** In ms: how long a chat may wait for an answer. */
  readonly soon: number;
  readonly onError: (error: Error) => void;
}

/** Chats send little more than the question. */
const MAX_CHAT_BYTES = 128 * 1024;

export function chatRoutes(app: App, deps: AppDeps, answer: AnswerQuestion): void {
  const config: ChatConfig = deps.chat ?? {};
  const onError = deps.onError ?? (() => undefined);
  const room: ChatRoom = {
    ask: desk(answer, onError),
    send: config.send ?? ((...request) => fetch(...request)),
    now: config.now ?? Date.now,
    soon: config.soon ?? SOON_MS,
    onError,
  };
  const tooLarge = new ProblemError('too-large', `A chat may send at most ${MAX_CHAT_BYTES} bytes.`);
  const chats = app as Hono<AppEnv>;
  chats.use('/chat/*', bodyLimit({ maxSize: MAX_CHAT_BYTES, onError: (c) => sendProblem(c, tooLarge) }));
  if (config.webhook !== undefined) webhookRoute(chats, room, config.webhook);
  if (config.slack !== undefined) slackRoute(chats, room, config.slack, config.slackBot);
  if (config.mattermost !== undefined) mattermostRoute(chats, room, config.mattermost);
  if (config.discord !== undefined) discordRoute(chats, room, config.discord);
}

/** Whoever sent it is not whom it says it is, or sent it before. */
export function refused(c: Context): Response {
  return c.text('The request is not signed as it has to be, or is too old.', 401);
}

export function malformed(c: Context): Response {
  return c.text('The request cannot be understood.', 400);
}

/** Lets a promise outlive the response: on Workers by asking for it, on Node as it is. */
export function keeper(c: Context, onError: (error: Error) => void): (promise: Promise<unknown>) => void {
  return (promise) => {
    const kept = promise.catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error))));
    try {
      c.executionCtx.waitUntil(kept);
    } catch {
      // Node has no such thing and ends nothing.
    }
  };
}

/** Sends an answer that comes later; what the chat says against it is an error of ours. */
export async function sendLater(
  { send }: Pick<ChatRoom, 'send'>,
  url: string,
  body: unknown,
  init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const response = await send(url, {
    method: init.method ?? 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...init.headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`a chat refused an answer: ${response.status} from ${new URL(url).hostname}`);
}
