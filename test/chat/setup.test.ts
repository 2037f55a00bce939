/** What the setup guides hand out: the manifest of Slack, the commands of Discord, the variables. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { CHAT_VARIABLES, CHATS } from '../../src/chat/config.js';

const root = join(import.meta.dirname, '../..');

test('the guide names every chat with its address and its variables', () => {
  const guide = readFileSync(join(root, 'docs/chat.md'), 'utf8');
  for (const chat of CHATS) expect(guide).toContain(`/chat/${chat}`);
  for (const variable of Object.values(CHAT_VARIABLES)) expect(guide).toContain(variable);
});

test('the manifest of Slack leads everything to the one address, with what the app needs', () => {
  const Url = z.literal('https://errnopath.example/chat/slack');
  const Manifest = z.object({
    features: z.object({
      slash_commands: z.tuple([z.object({ command: z.literal('/errno'), url: Url })]),
      shortcuts: z.tuple([z.object({ type: z.literal('message'), callback_id: z.literal('explain_trace') })]),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      event_subscriptions: z.object({ request_url: Url, bot_events: z.tuple([z.literal('app_mention')]) }),
      interactivity: z.object({ is_enabled: z.literal(true), request_url: Url }),
    }),
  });
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(root, 'docs/slack-manifest.json'), 'utf8')));
  expect(manifest.oauth_config.scopes.bot).toEqual(['commands', 'app_mentions:read', 'chat:write']);
});

test('the commands of Discord keep to its limits, and are not sent without a token', () => {
  const script = join(root, 'bin/discord-commands.mjs');
  const run = (...argv: string[]) => spawnSync(process.execPath, [script, ...argv], { encoding: 'utf8', env: {} });
  const Command = z.object({
    name: z.string().min(1).max(32),
    type: z.union([z.literal(1), z.literal(3)]),
    description: z.string().max(100).optional(),
    options: z
      .array(z.object({ name: z.string().regex(/^[a-z]{1,32}$/), description: z.string().max(100) }))
      .optional(),
  });
  expect(
    z
      .array(Command)
      .parse(JSON.parse(run('--print').stdout))
      .map(({ name }) => name),
  ).toEqual(['errno', 'Explain this trace']);
  expect(run()).toMatchObject({ status: 2, stdout: '' });
});
