/** Asks a service, that of this process over the packs at hand or one elsewhere, so that an answer is the same wherever it comes from. */
import { createApp } from '../routes/app.js';
import { Problem } from '../schemas/problem.js';
import { VERSION } from '../version.js';
import { loadPacks } from './load-packs.js';

/** Whom to ask: a server, else the packs and builds of two folders, which are the bundled ones unless told. */
export interface Where {
  readonly server?: string;
  readonly packs?: string;
  readonly builds?: string;
}

/** A server that says nothing for this long is not waited for. */
const PATIENCE_MS = 60_000;

/**
 * The text of a 200; undefined for a problem, which is told on standard error with what may have been meant.
 * @param path - path and query of a call of the HTTP API
 */
export async function askForText(path: string, where: Where, init: RequestInit = {}): Promise<string | undefined> {
  return where.server === undefined ? askHere(path, where, init) : askServer(path, where.server, init);
}

/** The same for a body that is JSON. */
export async function askForJson(path: string, where: Where, init: RequestInit = {}): Promise<unknown> {
  const text = await askForText(path, where, init);
  return text === undefined ? undefined : JSON.parse(text);
}

/** A POST of a JSON body. */
export function jsonBody(body: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function askHere(path: string, folders: Where, init: RequestInit): Promise<string | undefined> {
  const { packs, builds, problems, close } = await loadPacks(folders.packs, folders.builds);
  try {
    for (const problem of problems) tell(problem.message);
    return await textOf(await createApp({ packs, builds, version: VERSION, compress: false }).request(path, init));
  } finally {
    await close();
  }
}

async function askServer(path: string, server: string, init: RequestInit): Promise<string | undefined> {
  if (!/^https?:\/\//.test(server) || !URL.canParse(server))
    throw new Error(`--server ${server} is no address; it looks like http://127.0.0.1:8787`);
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await textOf(await fetch(`${server.replace(/\/+$/, '')}${path}`, { ...init, signal }));
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`${server} cannot be asked: ${reason instanceof Error ? reason.message : String(reason)}`);
  }
}

async function textOf(response: Response): Promise<string | undefined> {
  const text = await response.text();
  if (response.status === 200) return text;
  const problem = Problem.safeParse(parsed(text));
  if (!problem.success) tell(`the server answered ${response.status}; is it errnopath?`);
  else {
    const { detail, suggestions = [] } = problem.data;
    tell(`${detail}${suggestions.length > 0 ? `; perhaps ${suggestions.slice(0, 5).join(', ')}` : ''}`);
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tell(message: string): void {
  process.stderr.write(`errnopath: ${message}\n`);
}
