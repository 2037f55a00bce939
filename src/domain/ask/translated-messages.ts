/** Messages of errnos in other languages than English, as glibc prints them (`data/translated-messages.json`). */
import { z } from 'zod';
import translated from '../../../data/translated-messages.json' with { type: 'json' };

const Translated = z.record(z.string(), z.record(z.string().regex(/^E[A-Z0-9]+$/), z.string().min(3)));

let read: ReadonlyMap<string, string> | undefined;

/** Each message once, in lower case and with straight quotes, with the name of its errno; read when first asked for. */
export function translatedMessages(): ReadonlyMap<string, string> {
  read ??= new Map(
    Object.values(Translated.parse(translated)).flatMap((messages) =>
      Object.entries(messages).map(([name, message]) => [message.toLowerCase().replaceAll('’', "'"), name] as const),
    ),
  );
  return read;
}
