/** Every surface on which a question is asked, each sent what its platform sends: the origins that it shows. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type PlannedScope, pairOf, ROOM, siteScopes } from '../../src/node/site/site-scopes.js';
import { answersOf } from '../../src/node/site/write-scope.js';
import type { AppDeps } from '../../src/routes/app-deps.js';
import { requireAskedKernel } from '../../src/routes/asked-kernel.js';
import { AskAnswer } from '../../src/schemas/ask.js';
import { OriginsAnswer } from '../../src/schemas/origins.js';
import { AnswerPage } from '../../src/schemas/pages.js';
import { DISCORD_KEY, discordHeaders, form, SECRETS, slackHeaders, slash } from '../chat/chat-fixture.js';
import { LAUNCHER } from '../e2e/service.js';

/** The environment in which every chat is on. */
export const CHAT_ENVIRONMENT = {
  ERRNOPATH_WEBHOOK_TOKEN: SECRETS.webhook,
  ERRNOPATH_SLACK_SIGNING_SECRET: SECRETS.slack,
  ERRNOPATH_MATTERMOST_TOKEN: SECRETS.mattermost,
  ERRNOPATH_DISCORD_PUBLIC_KEY: DISCORD_KEY,
} as const;

/** A question, and the call that it comes to. */
export interface SurfaceQuestion {
  readonly q: string;
  readonly syscall: string;
  readonly errno: string;
  readonly kernel: string;
}

export interface Surface {
  readonly name: string;
  /** How many origins it shows at least, where that is less than others do. */
  readonly least?: number;
  /** Names of the functions that it shows as origins, in its order. */
  origins(asked: SurfaceQuestion): Promise<readonly string[]>;
}

/** A chat, which refuses what it cannot verify. */
export interface ChatSurface extends Surface {
  /** The status of the same question without its proof. */
  unproved(asked: SurfaceQuestion): Promise<number>;
}

/** The surfaces that a service has by itself, wherever it runs. */
export function httpSurfaces(url: string): readonly Surface[] {
  return [
    {
      name: 'GET /v1/ask',
      origins: async ({ q }) => askedOrigins(await (await fetch(`${url}/v1/ask?${form({ q })}`)).json()),
    },
    {
      name: 'POST /v1/ask',
      origins: async ({ q }) => askedOrigins(await (await fetch(`${url}/v1/ask`, json({ q }))).json()),
    },
    {
      name: 'GET /v1/kernels/{kernel}/origins',
      origins: async ({ kernel, syscall, errno }) => {
        const response = await fetch(`${url}/v1/kernels/${kernel}/origins?${form({ syscall, errno })}`);
        return namesOf(OriginsAnswer.parse(await response.json()).origins);
      },
    },
    ...pageSurfaces(url),
    ...chatSurfaces(url),
    mcpSurface('MCP over HTTP', () => new StreamableHTTPClientTransport(new URL(`${url}/mcp`))),
  ];
}

/** The pages that a browser is shown, and their twins for programs. */
function pageSurfaces(url: string): readonly Surface[] {
  const page = async (path: string): Promise<string> =>
    (await fetch(`${url}${path}`, { headers: { accept: 'text/html' } })).text();
  return [
    { name: 'the box of the start page', origins: async ({ q }) => drawnOrigins(await page(`/?${form({ q })}`)) },
    {
      name: 'the page of the failure',
      origins: async ({ kernel, syscall, errno }) =>
        drawnOrigins(await page(`/k/${kernel}/syscall/${syscall}/${errno}`)),
    },
    {
      name: 'the twin of that page',
      origins: async ({ kernel, syscall, errno }) => {
        const response = await fetch(`${url}/k/${kernel}/syscall/${syscall}/${errno}.json`);
        return namesOf(AnswerPage.parse(await response.json()).answer.origins);
      },
    },
  ];
}

/** A site of thousands of pages has less room for each. */
const SHOWN_BY_FILES = 2;

/** The files that `errnopath site` writes for a failure. @param deps - with the packs that the service has, too */
export function staticSurfaces(deps: AppDeps): readonly Surface[] {
  const scopes = new Map<string, Promise<readonly PlannedScope[]>>();
  const file = async ({ kernel, syscall, errno }: SurfaceQuestion, end: string): Promise<string> => {
    const id = deps.packs.find(({ manifest }) => manifest.kernel.id.startsWith(`${kernel}.`))?.manifest.kernel.id ?? '';
    const also = new Set([pairOf(syscall, errno)]);
    const asked = `${id} ${syscall} ${errno}`;
    const planned = scopes.get(asked) ?? siteScopes(deps, id, { arches: [], also, likely: 0, room: ROOM });
    scopes.set(asked, planned);
    const [scope] = await planned;
    if (scope === undefined) throw new Error(`no scope for ${kernel}`);
    const only: PlannedScope = {
      ...scope,
      errnos: new Set(),
      syscalls: new Map([[syscall, new Map([[errno, true]])]]),
    };
    const site = { scopes: [scope], base: undefined };
    const there = await requireAskedKernel(deps, scope.kernel, scope.arch);
    const { needed } = await answersOf(site, { deps, dataset: 'd' }, only, there, syscall);
    for (const { path, text } of needed) if (path.endsWith(`/syscall/${syscall}/${errno}${end}`)) return text;
    throw new Error(`no page for ${syscall} ${errno}`);
  };
  return [
    {
      name: 'the static page of the failure',
      least: SHOWN_BY_FILES,
      origins: async (asked) => drawnOrigins(await file(asked, '.html')),
    },
    {
      name: 'the twin of the static page',
      least: SHOWN_BY_FILES,
      origins: async (asked) => namesOf(AnswerPage.parse(JSON.parse(await file(asked, '.json'))).answer.origins),
    },
  ];
}

/** Headings of origins, in the order of the page. */
function drawnOrigins(html: string): readonly string[] {
  return listed(html, /<h3 id="origin-\d+-title">[\s\S]*?<a [^>]*>(?:<code>)?(\w+)</g);
}

/** The commands, which ask the service. */
export function commandSurfaces(url: string): readonly Surface[] {
  const command = async (...argv: readonly string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [LAUNCHER, ...argv, '--server', url])).stdout;
  return [
    {
      name: 'errnopath ask',
      origins: async ({ q }) => listed(await command('ask', q), /^(?:\d+)\. (\w+) /gm),
    },
    {
      name: 'errnopath ask --json',
      origins: async ({ q }) => askedOrigins(JSON.parse(await command('ask', q, '--json'))),
    },
    {
      name: 'errnopath origins',
      origins: async ({ syscall, errno, kernel }) =>
        listed(await command('origins', syscall, errno, '--kernel', kernel), /^(?:\d+)\. (\w+) /gm),
    },
    {
      name: 'errnopath origins --json',
      origins: async ({ syscall, errno, kernel }) =>
        namesOf(
          OriginsAnswer.parse(JSON.parse(await command('origins', syscall, errno, '--kernel', kernel, '--json')))
            .origins,
        ),
    },
    mcpSurface(
      'MCP over standard input and output',
      () => new StdioClientTransport({ command: process.execPath, args: [LAUNCHER, 'mcp', '--server', url] }),
    ),
  ];
}

export function chatSurfaces(url: string): readonly ChatSurface[] {
  const post = (path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${url}${path}`, { method: 'POST', body, headers });
  const mattermost = (q: string, token: string): Promise<Response> => {
    const body = form({ command: '/errno', text: q, token, response_url: 'https://chat.example/hooks/commands/1' });
    return post('/chat/mattermost', body, { 'content-type': 'application/x-www-form-urlencoded' });
  };
  const slack = (q: string, secret: string): Promise<Response> => {
    const body = slash(q);
    return post('/chat/slack', body, slackHeaders(body, { timestamp: seconds(), secret }));
  };
  const discord = (q: string, timestamp: string): Promise<Response> => {
    const command = { type: 2, application_id: '1', token: 't', data: { options: [{ name: 'q', value: q }] } };
    const body = JSON.stringify(command);
    return post('/chat/discord', body, discordHeaders(body, timestamp));
  };
  const webhook = (q: string, token: string): Promise<Response> =>
    post('/chat/webhook', q, { authorization: `Bearer ${token}` });
  return [
    chatSurface(
      'Slack',
      (q) => slack(q, SECRETS.slack),
      (q) => slack(q, 'other'),
    ),
    chatSurface(
      'Mattermost',
      (q) => mattermost(q, SECRETS.mattermost),
      (q) => mattermost(q, 'other'),
    ),
    chatSurface(
      'Discord',
      (q) => discord(q, seconds()),
      (q) => discord(q, '1'),
    ),
    chatSurface(
      'the webhook',
      (q) => webhook(q, SECRETS.webhook),
      (q) => webhook(q, 'other'),
    ),
  ];
}

function chatSurface(
  name: string,
  send: (q: string) => Promise<Response>,
  unproved: (q: string) => Promise<Response>,
): ChatSurface {
  return {
    name,
    unproved: async ({ q }) => (await unproved(q)).status,
    origins: async ({ q }) => {
      // A chat that waits too long is answered later, at its own address: asked again, the answer is there.
      for (let tries = 0; tries < 5; tries++) {
        const text = await (await send(q)).text();
        const names = listed(text, /\d+\. `(\w+)`/g);
        if (names.length > 0) return names;
      }
      return [];
    },
  };
}

function mcpSurface(name: string, transport: () => StreamableHTTPClientTransport | StdioClientTransport): Surface {
  return {
    name,
    origins: async ({ q }) => {
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(transport());
      try {
        const { content } = await client.callTool({ name: 'ask', arguments: { question: q } });
        const [first] = content;
        return listed(first?.type === 'text' ? first.text : '', /\d+\. `(\w+)`/g);
      } finally {
        await client.close();
      }
    },
  };
}

function askedOrigins(body: unknown): readonly string[] {
  const { answer } = AskAnswer.parse(body);
  return answer?.kind === 'origins' ? namesOf(answer.body.origins) : [];
}

function namesOf(origins: readonly { readonly function: string }[]): readonly string[] {
  return origins.map((origin) => origin.function);
}

function listed(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function seconds(): string {
  return String(Math.floor(Date.now() / 1000));
}
