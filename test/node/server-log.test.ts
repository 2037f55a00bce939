/** The log of the server: which lines there are at which level, and that each is JSON. */

import { expect, test } from 'vitest';
import type { LogLevel } from '../../src/node/log-levels.js';
import { serverLog } from '../../src/node/server-log.js';

function lines(level: LogLevel): unknown[] {
  const written: unknown[] = [];
  const log = serverLog({ level, content: false, to: { write: (line) => written.push(JSON.parse(line)) } });
  const record = { id: 'one', method: 'GET', route: '/v1/errnos', status: 200, ms: 3 };
  log.requests.write(record);
  log.requests.write({ ...record, ms: 1001 });
  log.requests.write({ ...record, status: 503 });
  log.error(new Error('a\nb'), 'two');
  log.info('stopping');
  return written;
}

test.each([
  ['silent', []],
  ['error', ['a\nb']],
  ['warn', ['request', 'request', 'a\nb']],
  ['info', ['request', 'request', 'request', 'a\nb', 'stopping']],
] as const)('at %s it tells %j', (level, messages) => {
  expect(lines(level)).toEqual(messages.map((msg) => expect.objectContaining({ msg })));
});

test('a request is told with its facts, an error with its stack and its request', () => {
  const [request, , , error] = lines('info');
  expect(request).toMatchObject({ id: 'one', method: 'GET', route: '/v1/errnos', status: 200, ms: 3, level: 30 });
  expect(error).toMatchObject({ id: 'two', level: 50, err: { stack: expect.stringContaining('server-log.test') } });
});
