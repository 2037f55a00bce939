/** A virtual machine that runs commands as root: booted from the image, with a disk of its own until it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { deferred } from '../deferred.js';
import type { Image } from '../image/image.js';
import { type Accelerator, accelerator } from './accelerator.js';
import { makeInitramfs } from './initramfs.js';
import { FromGuest, type ToGuest } from './messages.js';

const MEMORY_MB = 3072;

/** Emulated, the compiler in BCC takes half the time on a plain CPU that it takes on one with every extension. */
const EMULATED_CPU = 'qemu64';

/** Emulated, an ordinary boot takes 6 to 12 s; a busy machine can take some times that. */
const BOOT_MS = 180_000;

/**
 * `no_timer_check`: under load the check of the timer panics. `nokaslr`, `mitigations=off` and `quiet` only save time.
 * `random.trust_cpu`: without it an emulated machine waits for entropy.
 */
const BOOT_LINE =
  'console=ttyS0 quiet panic=-1 no_timer_check nokaslr mitigations=off random.trust_cpu=on random.trust_bootloader=on ' +
  'rdinit=/init tsc=reliable audit=0';

/** A command that runs in a guest. */
interface Job {
  /** What it has printed so far; on a terminal both streams, with CRLF. */
  output(): string;
  /** Its exit status, 128 + n where signal n ended it. */
  readonly ended: Promise<number>;
  /** Whether it has ended. */
  over(): boolean;
  /** The key Ctrl-C, on a terminal. */
  interrupt(): void;
  /** A signal to its process group. */
  signal(number: number): void;
}

interface RunOptions {
  readonly tty?: boolean;
  readonly timeoutMs?: number;
}

/** What a command printed, on both streams, and its exit status. */
interface Ended {
  readonly output: string;
  readonly status: number;
}

export interface Guest {
  readonly release: string;
  readonly accelerator: Accelerator;
  /** Starts a command of `sh` as root in /root; on a terminal unless told. */
  start(command: string, options?: { readonly tty?: boolean }): Job;
  /** Runs a command to its end, without a terminal unless told; kills it after a time, two minutes unless told. */
  run(command: string, options?: RunOptions): Promise<Ended>;
  write(path: string, data: string | Uint8Array, mode?: number): void;
  /** What the kernel printed on the console. */
  console(): string;
  /** Settles when the machine is gone, also by itself. */
  readonly gone: Promise<void>;
  /** Ends the machine; its disk is lost. */
  end(): Promise<void>;
}

/** Boots a kernel of the image; on KVM where that works. Throws where it is not up in time, with the console's end. */
export async function bootGuest(image: Image, release: string): Promise<Guest> {
  const kind = await accelerator(async (timeout) => {
    const trial = await boot(image, release, 'kvm', timeout);
    await trial.end();
  });
  return boot(image, release, kind, BOOT_MS);
}

async function boot(image: Image, release: string, kind: Accelerator, timeout: number): Promise<Guest> {
  const folder = await mkdtemp(join(tmpdir(), 'errnopath-guest-'));
  const server = createServer();
  server.listen(join(folder, 'port'));
  await once(server, 'listening');
  const initramfs = await makeInitramfs(join(image.folder, release), folder);
  const qemu = spawn('qemu-system-x86_64', qemuOptions(image, release, kind, folder, initramfs), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [qemu.stdout, qemu.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const gone = machineGone(qemu, async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const up = new Promise<Channel>((resolve) => server.once('connection', (socket) => resolve(talk(socket))));
  const limit = AbortSignal.timeout(timeout);
  const late = once(limit, 'abort').then(() => 'late' as const);
  const channel = await Promise.race([
    up.then(async (made) => made.ready.then(() => made)),
    gone.then(() => 'gone' as const),
    late,
  ]);
  if (channel === 'gone' || channel === 'late') {
    qemu.kill('SIGKILL');
    await gone;
    const last = printed.split('\n').slice(-12).join('\n');
    throw new Error(
      `${release} ${channel === 'late' ? `was not up after ${timeout} ms` : 'ended in its boot'}:\n${last}`,
    );
  }
  return {
    release,
    accelerator: kind,
    ...channel.commands(gone),
    console: () => printed,
    gone,
    end: async () => {
      qemu.kill('SIGKILL');
      await gone;
    },
  };
}

function machineGone(qemu: ChildProcess, clean: () => Promise<void>): Promise<void> {
  const { promise, resolve } = deferred<void>();
  const kill = () => qemu.kill('SIGKILL');
  process.once('exit', kill);
  const done = () => {
    process.off('exit', kill);
    clean().then(resolve, resolve);
  };
  qemu.once('close', done);
  qemu.once('error', done);
  return promise;
}

function qemuOptions(
  image: Image,
  release: string,
  kind: Accelerator,
  folder: string,
  initramfs: string,
): readonly string[] {
  return [
    ...['-accel', kind === 'kvm' ? 'kvm' : 'tcg,thread=single,tb-size=512'],
    ...['-cpu', kind === 'kvm' ? 'host' : EMULATED_CPU],
    ...['-machine', 'q35', '-smp', '1', '-m', `${MEMORY_MB}`],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-net', 'none'],
    ...['-kernel', join(image.folder, release, 'vmlinuz'), '-initrd', initramfs, '-append', BOOT_LINE],
    ...['-serial', 'stdio'],
    ...['-drive', `file=${join(image.folder, 'root.ext4')},format=raw,if=virtio,snapshot=on,cache=unsafe`],
    ...['-chardev', `socket,id=port,path=${join(folder, 'port')}`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=port,name=lab'],
    ...['-device', 'virtio-rng-pci'],
  ];
}

interface Channel {
  readonly ready: Promise<void>;
  commands(gone: Promise<void>): Pick<Guest, 'start' | 'run' | 'write'>;
}

interface Running {
  readonly output: Buffer[];
  readonly end: (status: number) => void;
}

/** Speaks with agent.py. */
function talk(socket: Socket): Channel {
  const ready = deferred<void>();
  const running = new Map<number, Running>();
  let last = 0;
  socket.on('error', () => {});
  createInterface({ input: socket }).on('line', (line) => {
    const message = FromGuest.parse(JSON.parse(line));
    if ('ready' in message) return ready.resolve(undefined);
    const job = running.get(message.id);
    if ('out' in message) return void job?.output.push(Buffer.from(message.out, 'base64'));
    running.delete(message.id);
    job?.end(message.exit);
  });
  const send = (message: ToGuest) => void socket.write(`${JSON.stringify(message)}\n`);
  const commands = (gone: Promise<void>): Pick<Guest, 'start' | 'run' | 'write'> => {
    const start = (command: string, { tty = true }: { readonly tty?: boolean } = {}): Job => {
      last += 1;
      const id = last;
      const output: Buffer[] = [];
      const { promise, resolve, reject } = deferred<number>();
      promise.catch(() => {});
      let over = false;
      const end = (status: number) => {
        over = true;
        resolve(status);
      };
      running.set(id, { output, end });
      gone.then(() => {
        over = true;
        reject(new Error(`the guest ended while it ran: ${command}`));
      });
      send({ id, run: command, tty });
      return {
        output: () => Buffer.concat(output).toString(),
        ended: promise,
        over: () => over,
        interrupt: () => send({ id, input: Buffer.from('\x03').toString('base64') }),
        signal: (number) => send({ id, signal: number }),
      };
    };
    const run = async (command: string, { tty = false, timeoutMs = 120_000 }: RunOptions = {}) => {
      const job = start(command, { tty });
      const timer = setTimeout(() => job.signal(9), timeoutMs);
      try {
        const status = await job.ended;
        return { output: job.output(), status };
      } finally {
        clearTimeout(timer);
      }
    };
    const write = (path: string, data: string | Uint8Array, mode = 0o644) =>
      send({ write: path, data: Buffer.from(data).toString('base64'), mode });
    return { start, run, write };
  };
  return { ready: ready.promise, commands };
}
