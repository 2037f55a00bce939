/** Messages of errnos in other languages than English, as glibc prints them (`data/translated-messages.json`). */
import { z } from 'zod';
import translated from '../../../data/translated-messages.json' with { type: 'json' };

const Translated = z.record(z.string(), z.record(z.string().regex(/^E[A-Z0-9]+$/), z.string().min(3)));

/** Each message once, in lower case and with straight quotes, with the name of its errno. */
export const TRANSLATED_MESSAGES: ReadonlyMap<string, string> = new Map(
  Object.values(Translated.parse(translated)).flatMap((messages) =>
    Object.entries(messages).map(([name, message]) => [message.toLowerCase().replaceAll('’', "'"), name] as const),
  ),
);
