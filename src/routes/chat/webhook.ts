/** `POST /chat/webhook`: text in, Markdown out, for whatever has no app of its own (Matrix, Teams, bridges to IRC). */
import type { Hono } from 'hono';
import { z } from 'zod';
import { markdownOf } from '../../chat/markdown.js';
import { isSame } from '../../chat/signature.js';
import type { AppEnv } from '../app-deps.js';
import { type ChatRoom, malformed, refused } from './chat.js';

const Body = z.object({ text: z.string() });

/** @param token - sent as `Authorization: Bearer …` */
export function webhookRoute(app: Hono<AppEnv>, { ask }: ChatRoom, token: string): void {
  app.post('/chat/webhook', async (c) => {
    const sent = /^Bearer\s+(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (sent === undefined || !(await isSame(sent, token))) return refused(c);
    const raw = await c.req.text();
    if (!/^application\/json\b/.test(c.req.header('content-type') ?? ''))
      return c.body(markdownOf(await ask(raw)), 200, MARKDOWN);
    const body = Body.safeParse(jsonOf(raw));
    return body.success ? c.json({ text: markdownOf(await ask(body.data.text)) }) : malformed(c);
  });
}

const MARKDOWN = { 'content-type': 'text/markdown; charset=utf-8' };

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
