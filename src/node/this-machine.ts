/** What the machine that this runs on says of its kernel and its tools. */
import { readFile } from 'node:fs/promises';
import { arch, release } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Arch, parseArch } from '../domain/arch.js';
import type { Distribution, Tracer } from '../tools/tracer.js';
import { isExecutable } from './is-executable.js';

/** A text and where it was read. */
export interface Found {
  readonly path: string;
  readonly text: string;
}

export interface ThisMachine {
  /** As `uname -r` prints it. */
  readonly release: string;
  readonly arch: Arch;
  /** The functions that can be attached to, else all symbols; none where neither can be read. */
  readonly symbols: Found | undefined;
  readonly config: Found | undefined;
  /** Types of the file systems that are mounted. */
  readonly mounted: readonly string[];
  readonly modules: readonly string[];
  readonly distribution: Distribution;
}

/** Where everything is read from: `/`, or a folder that stands for it. */
export interface MachineRoot {
  readonly root: string;
  readonly release: string;
  /** As Node names it. */
  readonly arch: string;
}

const HERE: MachineRoot = { root: '/', release: release(), arch: arch() };

/** Reads what there is; nothing is needed but the kernel's release. Throws where the arch is none that is indexed. */
export async function thisMachine(here: MachineRoot = HERE): Promise<ThisMachine> {
  const known = parseArch(here.arch);
  if (!known.ok) throw new Error(known.reason);
  const first = async (paths: readonly string[]): Promise<Found | undefined> => {
    for (const path of paths) {
      const text = await textOf(join(here.root, path));
      if (text !== undefined && text !== '') return { path: `/${path}`, text };
    }
    return undefined;
  };
  const boot = `boot/config-${here.release}`;
  const modules = `lib/modules/${here.release}`;
  const lines = async (path: string): Promise<readonly string[]> =>
    ((await textOf(join(here.root, path))) ?? '').split('\n').filter((line) => line !== '');
  return {
    release: here.release,
    arch: known.arch,
    symbols: await first([
      'sys/kernel/tracing/available_filter_functions',
      'sys/kernel/debug/tracing/available_filter_functions',
      'proc/kallsyms',
      `boot/System.map-${here.release}`,
    ]),
    // Fedora keeps it beside the modules, others in /boot; the kernel itself can have it (CONFIG_IKCONFIG_PROC).
    config: await first([boot, `${modules}/config`, `${modules}/build/.config`, 'proc/config.gz']),
    mounted: [...new Set((await lines('proc/self/mountinfo')).flatMap(typeOfMount))].sort(),
    modules: (await lines('proc/modules')).map((line) => line.split(' ')[0] ?? '').sort(),
    distribution: distributionOf(await lines('etc/os-release')),
  };
}

/** The type in a line of mountinfo (proc_pid_mountinfo(5)): it follows a lone dash. */
function typeOfMount(line: string): readonly string[] {
  const type = / - (\S+) /.exec(line)?.[1]?.replace(/\..*$/, '');
  return type === undefined ? [] : [type];
}

/** Whose packages os-release(5) says the machine has. */
function distributionOf(lines: readonly string[]): Distribution {
  const words = lines.flatMap((line) => (/^ID(?:_LIKE)?=(.*)$/.exec(line)?.[1] ?? '').replace(/["']/g, '').split(' '));
  return FAMILIES.find(([, names]) => words.some((word) => names.includes(word)))?.[0] ?? 'upstream';
}

/** What `ID` and `ID_LIKE` call them; openSUSE's are opensuse-leap and opensuse-tumbleweed, like suse. */
const FAMILIES: readonly (readonly [Distribution, readonly string[]])[] = [
  ['debian', ['debian', 'ubuntu']],
  ['fedora', ['fedora', 'rhel', 'centos']],
  ['suse', ['suse', 'sles', 'opensuse']],
  ['arch', ['arch']],
  ['alpine', ['alpine']],
];

/** The tracers that are installed. */
export async function installedTracers(
  tracers: readonly Tracer[],
  distribution: Distribution,
  path = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`,
): Promise<readonly Tracer[]> {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const there = await Promise.all(
    tracers.map(async (tracer) => {
      const program = tracer.programs[distribution];
      const places = program.startsWith('/') ? [program] : folders.map((folder) => join(folder, program));
      return (await Promise.all(places.map(isExecutable))).includes(true);
    }),
  );
  return tracers.filter((_, i) => there[i]);
}

/** A file as text, unpacked where its name says that it is packed; undefined where it cannot be read. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    return (path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8');
  } catch {
    return undefined;
  }
}
