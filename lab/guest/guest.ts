/** A virtual machine that runs commands as root: booted from the image, with a disk of its own until it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deferred } from '../deferred.js';
import type { Image } from '../image/image.js';
import { type Accelerator, accelerator } from './accelerator.js';
import { type Channel, type Commands, talk } from './channel.js';
import { makeInitramfs } from './initramfs.js';

const MEMORY_MB = 3072;

/** Emulated, the compiler in BCC takes half the time on a plain CPU that it takes on one with every extension. */
const EMULATED_CPU = 'qemu64';

/** Emulated, an ordinary boot takes 6 to 12 s; a busy machine can take some times that. */
const BOOT_MS = 600_000;

/**
 * `no_timer_check`: under load the check of the timer panics. `nokaslr`, `mitigations=off` and `quiet` only save time.
 * `random.trust_cpu`: without it an emulated machine waits for entropy.
 */
const BOOT_LINE =
  'console=ttyS0 quiet panic=-1 no_timer_check nokaslr mitigations=off random.trust_cpu=on random.trust_bootloader=on ' +
  'rdinit=/init tsc=reliable audit=0';

export interface Guest extends Commands {
  readonly release: string;
  readonly accelerator: Accelerator;
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
  const gone = machineGone(qemu, () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const up = new Promise<Channel>((resolve) => server.once('connection', (socket) => resolve(talk(socket, gone))));
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
    ...channel.commands,
    console: () => printed,
    gone,
    end: async () => {
      qemu.kill('SIGKILL');
      await gone;
    },
  };
}

/** Settles when it is over and cleaned up; it does not outlive this process. */
function machineGone(qemu: ChildProcess, clean: () => void): Promise<void> {
  const { promise, resolve } = deferred<void>();
  const kill = () => {
    qemu.kill('SIGKILL');
    clean();
  };
  const done = () => {
    process.off('exit', kill);
    clean();
    resolve();
  };
  process.once('exit', kill);
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
