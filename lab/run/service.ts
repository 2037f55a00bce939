/** The service of errnopath in this process: what it answers is what anybody gets who asks over HTTP. */
import { startServer } from '../../src/node/server.js';
import { SyscallsAnswer } from '../../src/schemas/syscalls.js';

/** Enough for every syscall of an arch. */
const PAGE = 500;

/** An answer that takes too long, as beside a guest, goes on where it ended when it is asked for again. */
const TOO_SLOW = 503;
const TRIES = 12;

export interface EntryOfSyscall {
  readonly number: number;
  /** The symbol of its entry: `__x64_sys_mount`. */
  readonly entry: string;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export interface Service {
  /** The answer to a GET, or to a POST where there is a body; status and body as they come. */
  ask(path: string, body?: unknown): Promise<Answered>;
  /** The syscalls of a kernel on x86_64, by name. */
  syscalls(kernel: string): Promise<ReadonlyMap<string, EntryOfSyscall>>;
  close(): Promise<void>;
}

/** Opens the bundled packs and builds. */
export async function startService(): Promise<Service> {
  const failed: Error[] = [];
  const server = await startServer({ host: '127.0.0.1', port: 0, onError: (error) => failed.push(error) });
  const ask = async (path: string, body?: unknown, tries = TRIES): Promise<Answered> => {
    const response = await fetch(`${server.url}${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const error = failed.pop();
    if (error !== undefined) throw error;
    if (response.status === TOO_SLOW && tries > 1) return ask(path, body, tries - 1);
    return { status: response.status, text: await response.text() };
  };
  const syscalls = async (kernel: string) => {
    const { text } = await ask(`/v1/kernels/${encodeURIComponent(kernel)}/syscalls?arch=x86_64&limit=${PAGE}`);
    const answer = SyscallsAnswer.parse(JSON.parse(text));
    return new Map(answer.syscalls.map(({ name, number, entry }) => [name, { number, entry }]));
  };
  return { ask, syscalls, close: () => server.close() };
}
