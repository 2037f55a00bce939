/** Names in a request to what they mean in a pack; an unknown one becomes a 404 with the nearest names. */
import { type Arch, parseArch } from '../domain/arch.js';
import { type Errno, errnoNumber, parseErrno } from '../domain/errno.js';
import { type KernelFit, resolveKernel } from '../domain/kernel-id.js';
import type { KnownPack, Pack } from '../domain/pack.js';
import { findSyscall, type Syscall } from '../domain/syscalls.js';
import type { ErrnoRef, KernelRef } from '../schemas/names.js';
import { invalidField, ProblemError } from './problems.js';

/** The arch of a question that names none. */
const DEFAULT_ARCH: Arch = 'x86_64';

export interface ResolvedKernel {
  readonly pack: KnownPack;
  readonly kernel: KernelRef;
  readonly fit: KernelFit;
}

/** @param built - the point release of the build that `requested` stands for, where that is known */
export function requireKernel(packs: readonly KnownPack[], requested: string, built?: string): ResolvedKernel {
  const available = packs.map((pack) => pack.manifest.kernel.id);
  const result = resolveKernel(built ?? requested, available);
  if (!result.ok) throw new ProblemError('unknown-kernel', result.reason, { suggestions: result.suggestions });
  const pack = packs.find((candidate) => candidate.manifest.kernel.id === result.id);
  if (pack === undefined) throw new ProblemError('unknown-kernel', `${result.id} is not indexed`);
  return { pack, kernel: { id: result.id, requested, exact: result.exact }, fit: result.fit };
}

/** The arch asked for; it must be one that the kernel was indexed for. */
export function requireArch(pack: KnownPack, text: string | undefined): Arch {
  const arch = text === undefined ? DEFAULT_ARCH : parsedArch(text);
  const { arches, kernel } = pack.manifest;
  if (arches.includes(arch)) return arch;
  const detail = `${kernel.id} is not indexed for ${arch}; it is for ${arches.join(', ')}`;
  throw new ProblemError('unknown-arch', detail, { suggestions: arches });
}

/** An arch where no kernel is asked for. */
export function parsedArch(text: string): Arch {
  const result = parseArch(text);
  if (!result.ok) throw new ProblemError('unknown-arch', result.reason, { suggestions: result.suggestions });
  return result.arch;
}

export function requireErrno(text: string, arch?: Arch): Errno {
  const result = parseErrno(text, arch);
  if (!result.ok) throw new ProblemError('unknown-errno', result.reason, { suggestions: result.suggestions });
  return result.errno;
}

export async function requireSyscall(pack: Pack, text: string, arch: Arch, place: string): Promise<Syscall> {
  const result = await findSyscall(pack, text, arch);
  if (result.ok) return result.syscall;
  if (result.malformed) throw invalidField(place, 'syscall', result.reason);
  throw new ProblemError('unknown-syscall', result.reason, { suggestions: result.suggestions });
}

/** How an answer names the errno. */
export function errnoRef(errno: Errno, arch?: Arch): ErrnoRef {
  return { name: errno.name, number: errnoNumber(errno, arch), message: errno.message };
}
