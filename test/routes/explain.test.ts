/** Explanations over HTTP: how they are asked for, and what is refused. */
import { describe, expect, test } from 'vitest';
import { ExplainAnswer } from '../../src/schemas/explain.js';
import { get, type Json, post } from './app-fixture.js';

const TRACE = [
  'PID     TID     COMM            FUNC             -',
  '3010    3012    dockerd         attach_room      -28',
  '3010    3012    dockerd         count_rooms      ffffffe4',
].join('\n');

async function explain(request: Json): Promise<Json> {
  const { response, body } = await post('/v1/explain', request);
  expect(response.status).toBe(200);
  ExplainAnswer.parse(body);
  return body;
}

describe('POST /v1/explain', () => {
  test('names tool, results, chain, origin, what it is sure of, and what to run next', async () => {
    const answer = await explain({ kernel: '6.1', output: TRACE, syscall: 'mount' });
    expect(answer).toMatchObject({
      recognised: 'bcc-trace',
      kernel: { id: '6.1.192', requested: '6.1' },
      arch: 'x86_64',
      syscall: 'mount',
      errno: { name: 'ENOSPC', number: 28 },
      events: [
        { function: 'attach_room', value: '-28', errno: 'ENOSPC', pid: 3010, tid: 3012, comm: 'dockerd' },
        { function: 'count_rooms', value: 'ffffffe4', errno: 'ENOSPC', pid: 3010, tid: 3012, comm: 'dockerd' },
      ],
      events_total: 2,
      deepest: 'count_rooms',
      origin: { function: 'count_rooms' },
    });
    expect(answer.chain.at(-1)).toBe('count_rooms');
    expect(answer.confidence.reasons).not.toEqual([]);
    expect(answer.summary).toContain('count_rooms');
  });

  test('takes the output as it is, with the same in the URL', async () => {
    const asked = await explain({ kernel: '6.1', output: TRACE });
    const { response, body } = await post('/v1/explain?kernel=6.1', TRACE, 'text/plain; charset=utf-8');
    expect(response.status).toBe(200);
    expect(body).toEqual(asked);
  });

  test('finds kernel and arch in the output, else takes the newest', async () => {
    const uname = 'Linux box 6.1.0-55-arm64 #1 SMP\n';
    expect(await explain({ output: `${uname}${TRACE}` })).toMatchObject({
      kernel: { id: '6.1.192', requested: '6.1.0-55-arm64' },
      arch: 'arm64',
    });
    expect(await explain({ output: TRACE })).toMatchObject({ kernel: { id: '6.12.117' }, arch: 'x86_64' });
  });

  test.each(['', '\n\n', 'lorem ipsum', '{"a": [1, 2]}', '\u0000\u0001'])(
    'says what can be sent where nothing is understood: %j',
    async (output) => {
      const answer = await explain({ output });
      expect(answer).toMatchObject({
        recognised: 'unknown',
        events: [],
        chain: [],
        origin: null,
        next: [],
        confidence: { level: 'none' },
      });
      expect(answer.summary).toMatch(/Send what strace/);
    },
  );

  test.each(['-28', 'ffffffe4', '0xffffffe4', '0xffffffffffffffe4', '18446744073709551588', ' 4294967268\n'])(
    'a bare number: %s',
    async (output) => {
      const answer = await explain({ output });
      expect(answer).toMatchObject({ recognised: 'number', errno: { name: 'ENOSPC' }, origin: null });
      expect(answer.next.map(({ id }: Json) => id)).toEqual(['who-fails']);
    },
  );

  test('refuses what is no request, and names the field', async () => {
    for (const [request, detail] of [
      [{}, /output/],
      [{ output: 5 }, /output/],
      [{ output: '', kernal: '6.1' }, /kernal/],
    ] as const) {
      const { response, body } = await post('/v1/explain', request);
      expect(response.status).toBe(400);
      expect(JSON.stringify(body)).toMatch(detail);
    }
    expect((await post('/v1/explain', { output: '', kernel: 'nonsense' })).response.status).toBe(404);
    expect((await post('/v1/explain', { output: '', syscall: 'muont' })).body.suggestions).toContain('mount');
    expect((await post('/v1/explain?kernal=6.1', '', 'text/plain')).response.status).toBe(400);
    expect((await get('/v1/explain')).response.status).toBe(405);
  });

  test('reads 4 MB and not more', async () => {
    const line = `${TRACE.split('\n')[2]}\n`;
    const output = line.repeat(Math.floor((4 * 1024 * 1024) / line.length));
    const answer = await explain({ kernel: '6.1', output });
    expect(answer.events_total).toBeGreaterThan(60_000);
    expect(answer.events.length).toBeLessThanOrEqual(200);
    expect(answer.events[0]).toMatchObject({ function: 'count_rooms', value: 'ffffffe4' });
    expect((await post('/v1/explain', { output: output + output })).response.status).toBe(413);
    expect((await post('/v1/explain', output + output, 'text/plain')).response.status).toBe(413);
  });
});
