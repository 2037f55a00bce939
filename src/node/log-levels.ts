/** What a server logs: nothing; errors; answers that failed or took long as well; every request as well. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
