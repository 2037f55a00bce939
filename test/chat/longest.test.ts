/** The longest answers that the bundled kernels give, as Slack and Discord take them: within every limit that they document. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadedPacks, loadPacks } from '../../src/node/load-packs.js';
import { createApp } from '../../src/routes/app.js';
import type { App } from '../../src/routes/app-deps.js';
import { DISCORD_KEY, discord, NOW, SECRETS, slack, slash } from './chat-fixture.js';

const root = join(import.meta.dirname, '../..');
let loaded: LoadedPacks;
let app: App;

beforeAll(async () => {
  loaded = await loadPacks(join(root, 'data/packs'), join(root, 'data/builds'));
  const { packs, builds } = loaded;
  const chat = { ...SECRETS, discord: DISCORD_KEY, now: () => NOW, soon: 300_000 };
  app = createApp({ packs, builds, version: '0.0.0', compress: false, timeLimit: 120_000, chat });
}, 120_000);
afterAll(() => loaded.close());

const TRACE = 'openat(AT_FDCWD, "/x/<&>`*_~", O_RDONLY) = -1 ENOENT (No such file or directory)\n'.repeat(90);
const QUESTIONS = [
  ...['mount EINVAL 6.1', 'ioctl EINVAL 6.1', 'bpf EINVAL 6.1', 'ENOSPC', 'EINVAL', 'EPERM', 'ENOMEM 6.1'],
  ...['which errnos can ioctl return on 6.1', 'which sysctls can make clone fail with EAGAIN on 6.1'],
  ...['what changed for mount EINVAL between 6.1 and 6.12', 'is probe probeable on 6.1', 'copy_process 6.1'],
  ...['commands to prove mount EINVAL on 6.1', 'vm.max_map_count', 'max_', 'nf_conntrack: table full, dropping packet'],
  ...[TRACE, '&'.repeat(7000), '資源'.repeat(3500), '🦀'.repeat(3000), '`*_~<!channel>@everyone'.repeat(300)],
];

interface Text {
  readonly type: string;
  readonly text: string;
}
interface Block {
  readonly type: string;
  readonly text?: Text;
  readonly elements?: readonly (Text & { readonly value?: string; readonly action_id?: string })[];
}

/** api.slack.com/reference/block-kit, api.slack.com/methods/chat.postMessage. */
function slackProblems(message: { readonly text: string; readonly blocks: readonly Block[] }): readonly string[] {
  const problems: string[] = [];
  const bound = (what: string, size: number, least: number, most: number): void => {
    if (size < least || size > most) problems.push(`${what}: ${size}, not ${least} to ${most}`);
  };
  bound('text', message.text.length, 1, 4000);
  bound('blocks', message.blocks.length, 1, 50);
  for (const { type, text, elements = [] } of message.blocks) {
    if (type === 'section') bound('text of a section', text?.text.length ?? 0, 1, 3000);
    if (type === 'context') bound('elements of a context', elements.length, 1, 10);
    if (type === 'actions') bound('elements of actions', elements.length, 1, 25);
    for (const one of elements) {
      if (type === 'context') bound('text of a context', one.text.length, 1, 3000);
      if (type !== 'actions') continue;
      const label = (one.text as unknown as Text).text;
      bound('label', label.length, 1, 75);
      bound('value', one.value?.length ?? 0, 1, 2000);
    }
    const ids = elements.flatMap(({ action_id }) => action_id ?? []);
    if (new Set(ids).size < ids.length) problems.push('an action twice');
  }
  if (/<[!@#]|&(?!amp;|lt;|gt;)/.test(message.blocks.map(({ text }) => text?.text ?? '').join('\n')))
    problems.push('somebody is called, or a letter is cut in two');
  return problems;
}

test.each(QUESTIONS.map((q) => [q.slice(0, 50), q]))('%s', { timeout: 300_000 }, async (_, q) => {
  const asked = await slack(app, slash(q));
  expect(asked.status).toBe(200);
  expect(slackProblems((await asked.json()) as Parameters<typeof slackProblems>[0])).toEqual([]);

  const data = { options: [{ name: 'q', value: q }] };
  const answered = await discord(app, { type: 2, application_id: '1', token: 't', data });
  expect(answered.status).toBe(200);
  const { data: message } = (await answered.json()) as {
    data: { content: string; components: { components: { label: string; custom_id: string }[] }[] };
  };
  // discord.com/developers/docs/resources/message, …/components/reference
  expect(message.content.length).toBeGreaterThan(0);
  expect(message.content.length).toBeLessThanOrEqual(2000);
  expect(message.content.isWellFormed()).toBe(true);
  expect((message.content.match(/```/g) ?? []).length % 2).toBe(0);
  expect(message.components.length).toBeLessThanOrEqual(5);
  const buttons = message.components.flatMap(({ components }) => components);
  for (const { components } of message.components) {
    expect(components.length).toBeGreaterThan(0);
    expect(components.length).toBeLessThanOrEqual(5);
  }
  for (const { label, custom_id } of buttons) {
    expect(label.length).toBeGreaterThan(0);
    expect(label.length).toBeLessThanOrEqual(80);
    expect(custom_id.length).toBeLessThanOrEqual(100);
  }
  expect(new Set(buttons.map(({ custom_id }) => custom_id)).size).toBe(buttons.length);
});
