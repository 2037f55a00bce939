/** The application with every chat on, and what platforms send to it. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { ChatConfig } from '../../src/chat/config.js';
import type { Pack } from '../../src/domain/pack.js';
import type { App } from '../../src/routes/app-deps.js';
import { smallKernel } from '../fixtures/small-kernel.js';
import { buildApp } from '../routes/app-fixture.js';

/** What was sent to a chat. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly authorization: string | null;
  readonly body: ReturnType<typeof JSON.parse>;
}

export const NOW = 1_764_000_000_000;
export const SECRETS = { webhook: 'hook-token', slack: 'slack-secret', slackBot: 'xoxb-1', mattermost: 'mm-token' };

const keys = generateKeyPairSync('ed25519');
const der = keys.publicKey.export({ format: 'der', type: 'spki' });
export const DISCORD_KEY = der.subarray(der.length - 32).toString('hex');

export interface Chats {
  readonly app: App;
  readonly sent: Sent[];
  readonly errors: Error[];
  /** Waits for so many answers that come later. */
  later(count: number): Promise<readonly Sent[]>;
}

/** @param slow - in ms: how long the kernels take to open */
export function chats(config: ChatConfig = { ...SECRETS, discord: DISCORD_KEY }, status = 200, slow = 0): Chats {
  const sent: Sent[] = [];
  const errors: Error[] = [];
  const send: typeof fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    const body = JSON.parse(String(init?.body));
    sent.push({ url: String(url), method: init?.method ?? 'GET', authorization: headers.get('authorization'), body });
    return new Response('ok', { status });
  };
  const app = buildApp({
    packs: [smallKernel('6.1.192'), smallKernel('6.12.117')].map((pack) => {
      if (slow === 0) return pack;
      const open = async (): Promise<Pack> => {
        await new Promise((resolve) => setTimeout(resolve, slow));
        return pack.open();
      };
      return { ...pack, open };
    }),
    version: '0.1.0',
    compress: false,
    chat: { send, now: () => NOW, ...config },
    onError: (error) => errors.push(error),
  });
  const later = async (count: number): Promise<readonly Sent[]> => {
    for (let i = 0; i < 200 && sent.length + errors.length < count; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return sent;
  };
  return { app, sent, errors, later };
}

const SECONDS = String(NOW / 1000);

export function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

export interface Signed {
  readonly timestamp?: string;
  readonly secret?: string;
  readonly type?: string;
}

export function slackHeaders(body: string, { timestamp = SECONDS, secret = SECRETS.slack, type }: Signed = {}) {
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': type ?? 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hash}`,
  };
}

export function slack(app: App, body: string, signed: Signed = {}): Promise<Response> {
  return Promise.resolve(app.request('/chat/slack', { method: 'POST', body, headers: slackHeaders(body, signed) }));
}

export function discordHeaders(body: string, timestamp = SECONDS) {
  const signature = sign(null, Buffer.from(`${timestamp}${body}`), keys.privateKey).toString('hex');
  return { 'content-type': 'application/json', 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp };
}

export function discord(app: App, interaction: unknown, timestamp?: string): Promise<Response> {
  const body = JSON.stringify(interaction);
  return Promise.resolve(
    app.request('/chat/discord', { method: 'POST', body, headers: discordHeaders(body, timestamp) }),
  );
}

export const RESPONSE_URL = 'https://hooks.slack.com/commands/T1/2/3';

export function slash(text: string): string {
  return form({ command: '/errno', text, response_url: RESPONSE_URL, user_id: 'U1', team_id: 'T1' });
}
