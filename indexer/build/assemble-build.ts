/** Puts together what the inputs say of one kernel: the surest source of each part, and one release and arch. */

import { basename } from 'node:path';
import type { Arch } from '../../src/domain/arch.js';
import type { Attach, Build, BuildSymbol } from '../../src/domain/build.js';
import { IndexError } from '../index-error.js';
import { upstreamRelease } from './kernel-banner.js';
import { placedSymbols } from './kernel-symbols.js';
import { isFunctionName } from './noise.js';
import type { Findings } from './read-inputs.js';
import { type ListedSymbol, placeKey } from './symbol-text.js';

/** What the user says of the kernel; null leaves it to the inputs. */
export interface BuildWishes {
  readonly release: string | null;
  readonly arch: Arch | null;
}

/**
 * @throws IndexError when nothing is said of symbols, of two kernels at once, or not of which
 */
export function assembleBuild(findings: Findings, wishes: BuildWishes): Build {
  const release = wishes.release ?? onlyOne(findings.releases, 'release');
  const arch = wishes.arch ?? findings.arches.keys().next().value ?? archOfOptions(findings.options);
  if (arch === null) {
    throw new IndexError('the inputs do not tell the arch', 'name it with --arch, such as --arch x86_64');
  }
  if (findings.arches.size > 1) {
    const [one, other] = [...findings.arches];
    throw new IndexError(`${one?.[1]} is of ${one?.[0]} and ${other?.[1]} of ${other?.[0]}`, 'give one kernel');
  }
  const symbols = [...kernelPart(findings, arch), ...modulePart(findings)];
  if (symbols.length === 0) {
    throw new IndexError(
      `${findings.names.join(', ')}: no symbols in there`,
      'give a kernel package, vmlinuz, System.map, /proc/kallsyms, available_filter_functions or BTF as well',
    );
  }
  const settled = settle(symbols, findings);
  const shipped = [...findings.modules.map(({ name }) => name), ...settled.flatMap(({ module }) => module ?? [])];
  return {
    release,
    kernel: findings.kernel ?? kernelOf(release, findings.versions),
    arch,
    source: findings.names.join(', ').slice(0, 500),
    options: findings.options,
    modules: new Set(shipped),
    symbols: settled,
    calls: findings.image?.calls ?? new Map(),
  };
}

function onlyOne(said: ReadonlyMap<string, string>, what: string): string {
  const [first, second] = [...said];
  if (first === undefined) {
    throw new IndexError(`the inputs do not tell the ${what}`, `name it with --${what}, as uname -r prints it`);
  }
  if (second === undefined) return first[0];
  throw new IndexError(
    `${first[1]} is of ${first[0]} and ${second[1]} of ${second[0]}`,
    `give one kernel, or choose with --${what}`,
  );
}

function kernelOf(release: string, versions: readonly string[]): string | null {
  for (const version of ['', ...versions]) {
    const kernel = upstreamRelease(release, version);
    if (kernel !== null) return kernel;
  }
  return null;
}

const ARCH_OPTIONS: readonly (readonly [option: string, arch: Arch])[] = [
  ['CONFIG_X86_64', 'x86_64'],
  ['CONFIG_X86_32', 'i386'],
  ['CONFIG_ARM64', 'arm64'],
  ['CONFIG_ARM', 'arm'],
  ['CONFIG_RISCV', 'riscv'],
  ['CONFIG_S390', 's390'],
  ['CONFIG_PPC', 'powerpc'],
  ['CONFIG_MIPS', 'mips'],
  ['CONFIG_LOONGARCH', 'loongarch'],
];

function archOfOptions(options: ReadonlyMap<string, string>): Arch | null {
  return ARCH_OPTIONS.find(([option]) => options.get(option) === 'y')?.[1] ?? null;
}

/** The kernel itself: its image, else a list with addresses, else the functions that ftrace lists, else BTF. */
function kernelPart(findings: Findings, arch: Arch): readonly BuildSymbol[] {
  const { image, imageError, listed, traceable, btf } = findings;
  if (image !== null) return image.symbols;
  const places = listed.filter(({ module }) => module === null);
  if (places.some(isCode)) return placedSymbols(places, arch, null, []);
  const names = traceableOf(traceable, (module) => module === null);
  if (names.length > 0) return names;
  const base = btf.find(({ btf: { isModule } }) => !isModule);
  if (base !== undefined) return unknownSymbols(base.btf.functions(0), null);
  if (imageError !== null) throw imageError;
  return [];
}

/** Modules: their files, else what the lists say of those that were loaded. */
function modulePart(findings: Findings): readonly BuildSymbol[] {
  const { modules, listed, traceable, btf } = findings;
  const symbols = modules.flatMap((module) => module.symbols);
  const known = new Set(modules.map(({ name }) => name));
  // `__builtin__ftrace` and `bpf` are no modules: what the kernel made itself while it ran (kernel/kallsyms.c).
  const isNew = (module: string | null): module is string =>
    module !== null && !known.has(module) && module !== 'bpf' && !module.startsWith('__builtin__');
  const loaded = listed.filter((symbol) => isNew(symbol.module) && isCode(symbol));
  for (const { module } of loaded) if (module !== null) known.add(module);
  const fromLists = loaded.map(({ name, module }): BuildSymbol => ({ name, module, attach: 'unknown' }));
  const fromFtrace = traceableOf(traceable, isNew);
  for (const { module } of fromFtrace) if (module !== null) known.add(module);
  const strings = btf.find(({ btf: { isModule } }) => !isModule)?.btf.stringBytes;
  const fromBtf = btf.flatMap(({ name, btf: part }) => {
    const module = basename(name).replaceAll('-', '_');
    if (!part.isModule || strings === undefined || !isNew(module)) return [];
    return unknownSymbols(part.functions(strings), module);
  });
  return [...symbols, ...fromLists, ...fromFtrace, ...fromBtf];
}

function isCode({ name, type }: ListedSymbol): boolean {
  return /^[tTwW]$/.test(type) && isFunctionName(name);
}

function unknownSymbols(names: readonly string[], module: string | null): readonly BuildSymbol[] {
  return names.filter(isFunctionName).map((name): BuildSymbol => ({ name, module, attach: 'unknown' }));
}

function traceableOf(
  traceable: ReadonlyMap<string, number>,
  wanted: (module: string | null) => boolean,
): readonly BuildSymbol[] {
  return [...traceable].flatMap(([key, times]) => {
    const [name = '', module] = key.split(/ \[|\]/);
    if (!wanted(module ?? null) || !isFunctionName(name)) return [];
    return Array<BuildSymbol>(times).fill({ name, module: module ?? null, attach: 'traced' });
  });
}

/**
 * Settles what is unknown: by available_filter_functions; and a module without a table of calls has none that ftrace could
 * hook where others have one, as has a kernel without ftrace.
 */
function settle(symbols: readonly BuildSymbol[], findings: Findings): readonly BuildSymbol[] {
  const { options, modules, listed, image } = findings;
  const left = new Map(findings.traceable);
  const hasAddresses = image !== null || listed.some(({ address }) => address !== 0);
  const covered = new Set([...left.keys()].map((key) => /\[(.+)\]$/.exec(key)?.[1] ?? null));
  const withoutFtrace = options.size > 0 && !options.has('CONFIG_DYNAMIC_FTRACE');
  const files = new Set(modules.map(({ name }) => name));
  const tablesInModules = symbols.some(({ module, attach }) => module !== null && attach === 'traced');
  const settled = ({ name, module }: BuildSymbol): Attach => {
    const key = placeKey(name, module);
    const times = left.get(key) ?? 0;
    if (times > 0) {
      left.set(key, times - 1);
      return 'traced';
    }
    if (withoutFtrace || (module !== null && files.has(module) && tablesInModules)) return 'untraced';
    // Without addresses it may as well be code that is gone or refused.
    return covered.has(module) && hasAddresses ? 'untraced' : 'unknown';
  };
  return symbols.map((symbol) => (symbol.attach === 'unknown' ? { ...symbol, attach: settled(symbol) } : symbol));
}
