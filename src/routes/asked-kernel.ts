/** The kernel that a question is about: the pack that answers, the build that its name stands for, and what was sent of it. */
import type { Arch } from '../domain/arch.js';
import { chooseBuild, kinBuild } from '../domain/choose-build.js';
import { type CompiledKernel, withText } from '../domain/compiled-kernel.js';
import { type KernelText, parseKernelText } from '../domain/kernel-text.js';
import { kinOf } from '../domain/kin.js';
import { knowRegions } from '../domain/known-regions.js';
import type { KnownPack, Pack } from '../domain/pack.js';
import { knowReachable } from '../domain/reach.js';
import type { AppDeps, KnownBuild } from './app-deps.js';
import { invalidField, ProblemError } from './problems.js';
import { parsedArch, type ResolvedKernel, requireArch, requireKernel } from './resolve.js';

type Known = Pick<AppDeps, 'packs' | 'builds'>;

/** The pack and the arch that a question means, and the build that the kernel's name stands for. */
export interface NamedKernel extends ResolvedKernel {
  readonly pack: Pack;
  readonly arch: Arch;
  readonly build: KnownBuild | undefined;
}

export interface AskedKernel extends NamedKernel {
  readonly compiled: CompiledKernel;
  /** What the answer rests on that was not asked for. */
  readonly warnings: readonly string[];
}

/** A build decides the arch where none is named, and the release where it tells its own. */
export async function requireNamedKernel(
  { packs, builds = [] }: Known,
  requested: string,
  archText?: string,
): Promise<NamedKernel> {
  const wanted = archText === undefined ? undefined : parsedArch(archText);
  const chosen = chooseBuild(builds, requested, wanted);
  const resolved = requireKernel(packs, requested, chosen?.build.kernel ?? undefined);
  const arch = requireArch(resolved.pack, archText ?? chosen?.build.arch);
  const named = chosen && { build: { release: chosen.build.release, exact: chosen.exact } };
  const pack = await opened(resolved.pack, arch);
  return { ...resolved, pack, kernel: { ...resolved.kernel, ...named }, arch, build: chosen?.build };
}

/** The rest of the service goes on where the data of one kernel cannot be read. */
async function opened(known: KnownPack, arch: Arch): Promise<Pack> {
  try {
    const pack = await known.open();
    await knowReachable(pack, arch);
    await knowRegions(pack, arch);
    return pack;
  } catch (cause) {
    const detail = `The data of ${known.manifest.kernel.id} cannot be read at the moment; other kernels are not affected.`;
    throw new ProblemError('unreadable-kernel', detail, { cause });
  }
}

/** @param text - what the machine itself says, where the question brings it */
export async function requireAskedKernel(
  known: Known,
  requested: string,
  archText: string | undefined,
  text?: KernelText,
): Promise<AskedKernel> {
  const named = await requireNamedKernel(known, requested, archText);
  const ofBuild = named.build === undefined ? await likeOthers(known, named) : await named.build.compiled();
  const compiled = text === undefined ? ofBuild : withText(ofBuild, text);
  const { build } = named.kernel;
  const warnings =
    build === undefined || build.exact || compiled.known?.evidence !== 'build'
      ? []
      : [`the symbols and options of ${build.release} stand for ${requested}, whose own are not known`];
  return { ...named, compiled, warnings };
}

/** What is known of a kernel without a build of its own: that of another one. */
async function likeOthers({ builds = [] }: Known, { pack, arch }: NamedKernel): Promise<CompiledKernel> {
  const build = kinBuild(builds, pack.manifest.kernel.version, arch);
  const kin = build && (await kinOf(pack, build.kernel, await build.compiled()));
  return kin === undefined ? {} : { kin };
}

/** The texts of a JSON body. One without any symbol, or option, would silently leave nothing to go by. */
export function kernelTextOf(
  symbols: string | readonly string[] | undefined,
  config: string | undefined,
): KernelText | undefined {
  if (symbols === undefined && config === undefined) return undefined;
  const listed = parseKernelText(symbols ?? '');
  const { options } = config === undefined ? listed : parseKernelText(config);
  if (symbols !== undefined && listed.symbols.size === 0) throw invalidField('body', 'symbols', NO_SYMBOL);
  if (config !== undefined && options.size === 0) throw invalidField('body', 'config', NO_OPTION);
  return { ...listed, options };
}

const NO_SYMBOL =
  'holds no symbol; expected the text of available_filter_functions, /proc/kallsyms or System.map, or a list of names';
const NO_OPTION = 'holds no option; expected the text of /boot/config-* or what zcat /proc/config.gz prints';
