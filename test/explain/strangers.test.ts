/** Pastes of strangers, explained with the packs of real kernels: the tool, the call, the errno and where it started. */
import { describe, expect, test } from 'vitest';
import { ExplainAnswer } from '../../src/schemas/explain.js';
import { bundledApp } from './bundled-app.js';
import type { Stranger } from './stranger.js';
import { PROGRAMS } from './strangers-programs.js';
import { TOOLS } from './strangers-tools.js';

const app = bundledApp();

async function explain({ kernel = '6.1', lines }: Stranger): Promise<ExplainAnswer> {
  const response = await app().request(`/v1/explain?kernel=${kernel}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: lines.join('\n'),
  });
  expect(response.status).toBe(200);
  return ExplainAnswer.parse(await response.json());
}

const named = (name: string | null | undefined): string | null => name ?? null;

describe.each([
  ['tools', TOOLS],
  ['programs', PROGRAMS],
])('%s', { timeout: 120_000 }, (_, strangers) => {
  test.each(strangers)('$about', async (stranger) => {
    const answer = await explain(stranger);
    const { recognised, syscall, errno, deepest, origin } = answer;
    const told = [recognised, syscall, named(errno?.name), named(deepest)].join(' ');
    expect(told).toBe([stranger.tool, stranger.syscall, stranger.errno, named(stranger.deepest)].join(' '));
    if (stranger.origin !== undefined) expect(stranger.origin).toContain(named(origin?.function));
  });
});
