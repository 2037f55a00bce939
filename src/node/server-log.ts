/** The log of the server: JSON lines on standard error. */
import { createRequire } from 'node:module';
import type { DestinationStream } from 'pino';
import type { RequestLog } from '../routes/request-log.js';
import type { LogLevel } from './log-levels.js';

export interface ServerLogOptions {
  readonly level: LogLevel;
  /** Whether addresses and bodies of requests are told: they hold what users asked, and their traces. */
  readonly content: boolean;
  /** Standard error unless told. */
  readonly to?: DestinationStream;
}

export interface ServerLog {
  readonly requests: RequestLog;
  /** @param request - the id of the request in which it happened */
  readonly error: (error: Error, request?: string) => void;
  readonly info: (message: string) => void;
}

/** An answer that takes longer (ms) is worth a look. */
const SLOW_MS = 1000;

export function serverLog({ level, content, to }: ServerLogOptions): ServerLog {
  // Only a server needs it, and what the program imports is loaded at every start of it as one file.
  const { destination, pino } = createRequire(import.meta.url)('pino') as typeof import('pino');
  const options = { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  const log = pino(options, to ?? destination({ fd: 2, sync: true }));
  return {
    requests: {
      content,
      write: (record) => {
        if (record.status >= 500 || record.ms > SLOW_MS) log.warn(record, 'request');
        else log.info(record, 'request');
      },
    },
    error: (error, request) => log.error({ err: error, ...(request !== undefined && { id: request }) }, error.message),
    info: (message) => log.info(message),
  };
}
