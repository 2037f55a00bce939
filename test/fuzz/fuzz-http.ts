/** `npm run fuzz:http -- --runs N --seed S`: generated requests to every call; no 500, no answer that breaks its schema, none that takes long. */
import fc from 'fast-check';
import { z } from 'zod';
import { builtProgram } from '../../bench/built-program.js';
import type { App } from '../../src/routes/app-deps.js';
import { Problem } from '../../src/schemas/problem.js';
import { anyRequest, Document, type FuzzedRequest } from './http-requests.js';

export interface HttpFuzzResult {
  /** Requests by the status of their answers. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Calls of the document that gave a 200. */
  readonly answered: number;
  readonly calls: number;
  /** The most that a request took, in milliseconds, by the clock or of CPU, whichever is less; and the request. */
  readonly slowest: { readonly ms: number; readonly request: string };
}

/** Seeds go up by one for each chunk, so that a failure is found again by its own. */
const CHUNK = 1000;

/** Refusals that a call need not document: they are of every address. */
const EVERYWHERE = [304, 400, 404, 405, 413, 414, 415];

/**
 * Fails with the request that broke something.
 * @param limit - milliseconds that no request may take
 * @param onChunk - told after each seed how many requests are done, and the most that one took
 */
export async function fuzzHttp(
  app: App,
  errors: readonly Error[],
  runs: number,
  seed: number,
  limit: number,
  onChunk: (done: number, slowest: number) => void = () => undefined,
): Promise<HttpFuzzResult> {
  const json: unknown = await (await app.request('/openapi.json')).json();
  const document = Document.parse(json);
  const check = answerCheck(document);
  const requests = anyRequest(document);
  const statuses: Record<string, number> = {};
  const answered = new Set<string>();
  let slowest = { ms: 0, request: '' };
  for (let done = 0; done < runs; done += CHUNK) {
    for (const request of fc.sample(requests, { numRuns: Math.min(CHUNK, runs - done), seed: seed + done / CHUNK })) {
      const { of, path, method, headers, body } = request;
      const [start, began] = [process.cpuUsage(), performance.now()];
      const response = await app.request(path, { method, headers, ...(body !== undefined && { body }) });
      const text = await response.clone().text();
      const { user, system } = process.cpuUsage(start);
      // CPU counts the threads beside the one that answers, the clock what others on the machine do: whoever asks waits for neither.
      const ms = Math.min((user + system) / 1000, performance.now() - began);
      const shown = JSON.stringify(request).slice(0, 2000);
      if (ms > slowest.ms) slowest = { ms, request: shown };
      if (ms > limit) throw new Error(`took ${ms} ms: ${shown}`);
      if (response.status >= 500 || errors.length > 0)
        throw new Error(`${response.status} ${errors[0]?.stack}: ${shown}`);
      const wrong = check(request, response, text);
      if (wrong !== undefined) throw new Error(`${wrong}: ${shown} → ${response.status} ${text.slice(0, 500)}`);
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      if (response.status === 200) answered.add(of);
    }
    onChunk(Math.min(done + CHUNK, runs), slowest.ms);
  }
  const calls = Object.values(document.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  return { statuses, answered: answered.size, calls, slowest };
}

/** What is wrong with an answer; undefined for nothing. */
function answerCheck({
  paths,
  components,
}: Document): (request: FuzzedRequest, response: Response, text: string) => string | undefined {
  const $defs: unknown = JSON.parse(JSON.stringify(components.schemas).replaceAll('#/components/schemas/', '#/$defs/'));
  const schemas = new Map<string, z.ZodType | undefined>();
  const schemaOf = (of: string): z.ZodType | undefined => {
    if (schemas.has(of)) return schemas.get(of);
    const [method = '', path = ''] = of.split(' ');
    const schema = paths[path]?.[method.toLowerCase()]?.responses['200']?.content?.['application/json']?.schema;
    const own = schema && JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'));
    const made = own === undefined ? undefined : z.fromJSONSchema({ ...own, $defs });
    schemas.set(of, made);
    return made;
  };
  return ({ of, method }, response, text) => {
    const { status } = response;
    const [made = '', path = ''] = of.split(' ');
    if (method === 'OPTIONS' || method === 'HEAD' || status === 304)
      return text === '' ? undefined : 'a body where none may be';
    if (status !== 200) {
      const documented = Object.keys(paths[path]?.[made.toLowerCase()]?.responses ?? {});
      if (!documented.includes(String(status)) && !EVERYWHERE.includes(status))
        return 'a status that is not documented';
      if (response.headers.get('content-type') !== 'application/problem+json') return 'a refusal that is no problem';
      const problem = Problem.safeParse(JSON.parse(text));
      return problem.success && problem.data.status === status ? undefined : 'a problem of another form';
    }
    // Another method, or a name that makes another path, is another call.
    if (method !== made || !response.headers.get('content-type')?.startsWith('application/json')) return undefined;
    const result = schemaOf(of)?.safeParse(JSON.parse(text));
    return result === undefined || result.success
      ? undefined
      : `an answer that breaks its schema (${z.prettifyError(result.error)})`;
  };
}

/** In ms by the clock: on a machine that is busy no answer is cut off, as what counts here is CPU. */
const TIME_LIMIT = 120_000;

/** How many requests lie between two lines of a run. */
const TOLD = 10_000;

/** Requests before those that are timed. */
const WARM = 3000;

const Options = z.object({
  runs: z.coerce.number().int().min(1),
  seed: z.coerce.number().int(),
  packs: z.string().optional(),
});

/** The command. Gives the exit status. */
export async function runHttpFuzz(argv: readonly string[]): Promise<number> {
  const value = (name: string): string | undefined => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
  const options = Options.safeParse({
    runs: value('--runs') ?? 10_000,
    seed: value('--seed') ?? 1,
    packs: value('--packs'),
  });
  if (!options.success) {
    process.stderr.write('usage: npm run fuzz:http -- [--runs NUMBER] [--seed NUMBER] [--packs FOLDER]\n');
    return 2;
  }
  const { runs, seed, packs: folder } = options.data;
  const { loadPacks, createApp } = await builtProgram();
  const { packs, builds, close } = await loadPacks(folder);
  const errors: Error[] = [];
  const onError = (error: Error): number => errors.push(error);
  const app = createApp({ packs, builds, version: '0.0.0', compress: false, timeLimit: TIME_LIMIT, onError });
  // The first questions about a kernel and an arch read its graph and its names, and walk it: that is measured elsewhere.
  for (const { manifest } of packs) {
    const { id } = manifest.kernel;
    for (const arch of manifest.arches) {
      await app.request(`/v1/kernels/${id}/origins?syscall=openat&errno=ENOENT&arch=${arch}`);
      await app.request(`/v1/diff?from=${id}&to=latest&errno=ENOSPC&arch=${arch}`);
    }
  }
  await fuzzHttp(app, errors, WARM, seed - WARM / CHUNK, Number.POSITIVE_INFINITY);
  const start = performance.now();
  const { statuses, answered, calls, slowest } = await fuzzHttp(app, errors, runs, seed, 1000, (done, ms) => {
    // A run of minutes that is stopped has shown something, too.
    if (done % TOLD === 0)
      process.stderr.write(`${done} requests, seeds from ${seed} on, the slowest ${ms.toFixed(0)} ms\n`);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  await close();
  process.stdout.write(
    `${runs} requests from seed ${seed} in ${seconds} s: ${JSON.stringify(statuses)}, ${answered} of ${calls} calls answered with 200\n` +
      `the slowest took ${slowest.ms.toFixed(0)} ms of CPU: ${slowest.request.slice(0, 300)}\n`,
  );
  return 0;
}
