/** The Cloudflare Workers entry: the same application over packs in D1, one database a binding. */

import stamp from '../dist/build-stamp';
import { chatReport, chatSecrets } from './chat/config.js';
import { knownPacks, shelf } from './domain/pack.js';
import { createApp } from './routes/app.js';
import type { App, AppDeps } from './routes/app-deps.js';
import { type D1Binding, openD1Store } from './store/d1.js';
import { VERSION } from './version.js';

/** The bindings of `wrangler.toml`: every D1 database is a pack. */
type Bindings = Readonly<Record<string, unknown>>;

/** Lets answers to chats outlive the response. */
interface Lasting {
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
  readonly props: unknown;
}

/** Graphs that an isolate holds at once: it has 128 MB, and one takes some 80 MB with what a search needs. */
const MOST_OPEN = 1;

/** Answers that an isolate keeps: little beside its 128 MB, as Cloudflare has a cache of its own. */
const ANSWER_BYTES = 1024 * 1024;

/** An isolate learns of its packs with the first request and keeps them. */
let app: Promise<App> | undefined;

export default {
  async fetch(request: Request, bindings: Bindings, context: Lasting): Promise<Response> {
    app ??= appOver(bindings).catch((error: unknown) => {
      app = undefined;
      throw error;
    });
    return (await app).fetch(request, bindings, context);
  },
};

async function appOver(bindings: Bindings): Promise<App> {
  const user = { program: `${stamp.trim()}-LE`, onOther: (text: string): void => console.warn(text) };
  const stores = Object.values(bindings).filter(isD1);
  const packs = await knownPacks(
    stores.map((database) => openD1Store(database, user)),
    shelf(MOST_OPEN),
  );
  const chat = chatSecrets(bindings);
  for (const line of chatReport(chat)) console.log(line);
  const admit = admission(bindings);
  const onError = (error: Error): void => console.error(error);
  return createApp({
    packs,
    chat,
    version: VERSION,
    compress: false,
    onError,
    answerBytes: ANSWER_BYTES,
    ...(admit && { admit }),
  });
}

/** Cloudflare's own limit of a client, where one is bound: it counts by the minute, and says no more than yes or no. */
function admission({ LIMITER: limiter }: Bindings): AppDeps['admit'] {
  if (!isLimiter(limiter)) return undefined;
  return async (request) => {
    const { success } = await limiter.limit({ key: request.headers.get('cf-connecting-ip') ?? '' });
    return success ? 0 : LIMITER_PERIOD_SECONDS;
  };
}

/** `period` of the binding in `wrangler.toml`. */
const LIMITER_PERIOD_SECONDS = 60;

interface Limiter {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

function isLimiter(binding: unknown): binding is Limiter {
  return typeof binding === 'object' && binding !== null && 'limit' in binding && typeof binding.limit === 'function';
}

function isD1(binding: unknown): binding is D1Binding {
  return (
    typeof binding === 'object' && binding !== null && 'prepare' in binding && typeof binding.prepare === 'function'
  );
}
