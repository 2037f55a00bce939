/** The kernels, arches and versions of programs that a question names. */
import { type Arch, parseArch } from '../arch.js';
import { type KernelRelease, parseKernelRelease } from '../kernel-id.js';
import { isPackage, type NamedVersion } from './programs.js';
import type { Word } from './words.js';

export interface SaidKernel {
  /** As it was written: an id, a line, a `uname -r` or `latest`. */
  readonly text: string;
  readonly release: KernelRelease | null;
  readonly start: number;
  readonly end: number;
  /** The distribution whose release stands for it. */
  readonly from?: string;
}

export interface SaidMachine {
  readonly kernels: readonly SaidKernel[];
  readonly arches: readonly { readonly arch: Arch; readonly word: Word }[];
  readonly versions: readonly NamedVersion[];
  /** Words that are used up. */
  readonly words: ReadonlySet<Word>;
}

/** Lines of kernels by release of a distribution (distrowatch.com, the release notes of each). */
const DISTRIBUTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  debian: {
    10: '4.19',
    11: '5.10',
    12: '6.1',
    13: '6.12',
    buster: '4.19',
    bullseye: '5.10',
    bookworm: '6.1',
    trixie: '6.12',
  },
  ubuntu: { '18.04': '4.15', '20.04': '5.4', '22.04': '5.15', '24.04': '6.8' },
  rhel: { 7: '3.10', 8: '4.18', 9: '5.14', 10: '6.12' },
  centos: { 7: '3.10', 8: '4.18', 9: '5.14', 10: '6.12' },
  rocky: { 8: '4.18', 9: '5.14', 10: '6.12' },
  almalinux: { 8: '4.18', 9: '5.14', 10: '6.12' },
};

const KERNEL_WORD = /^(?:kernels?|linux|release|uname)$/;
/** The highest minor of a line; only what follows "kernel" may be more. */
const MOST_MINOR = 20;
const MOST_MAJOR = 9;

export function saidMachine(text: string, words: readonly Word[]): SaidMachine {
  const kernels: SaidKernel[] = [];
  const arches: { arch: Arch; word: Word }[] = [];
  const versions: NamedVersion[] = [];
  const used = new Set<Word>();
  words.forEach((word, at) => {
    const before = words[at - 1];
    const { text: written, lower, start, end } = word;
    const line = DISTRIBUTIONS[before?.lower ?? '']?.[lower];
    const fused = /^([a-z][a-z-]*?)-?v?(\d+(?:\.\d+)+)$/.exec(lower);
    if (line !== undefined) {
      kernels.push({ text: line, release: parseKernelRelease(line), start, end, from: `${before?.text} ${written}` });
      used.add(word);
    } else if (fused !== null && isPackage(fused[1] ?? '')) {
      versions.push({ name: fused[1] ?? '', version: fused[2] ?? '' });
      used.add(word);
    } else if (/^v?\d/.test(lower)) {
      const owner = ownerOf(words, at);
      const version = /^v?(\d+(?:\.\d+)*)/.exec(lower)?.[1];
      if (owner !== undefined && version !== undefined) {
        versions.push({ name: owner, version });
        used.add(word);
      } else if (isKernel(text, words, at)) {
        kernels.push({ text: written, release: parseKernelRelease(written), start, end });
        used.add(word);
      }
    } else if (lower === 'latest' || lower === 'newest') {
      kernels.push({ text: 'latest', release: null, start, end });
      used.add(word);
    } else {
      const arch = parseArch(lower);
      if (arch.ok) {
        arches.push({ arch: arch.arch, word });
        used.add(word);
      }
    }
  });
  return { kernels, arches, versions, words: used };
}

/** The package whose version a number is: `util-linux 2.41`, `mount from util-linux version 2.41`, `docker v24.0`. */
function ownerOf(words: readonly Word[], at: number): string | undefined {
  const before = words[at - 1];
  const named = before?.lower === 'version' ? words[at - 2] : before;
  return named !== undefined && isPackage(named.lower) ? named.lower : undefined;
}

/** Not a part of an address, a time or a size. */
function isKernel(text: string, words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const release = parseKernelRelease(word.text);
  if (release === null) return false;
  if (/[:[@/(]\s{0,6}$/.test(text.slice(Math.max(0, word.start - 8), word.start)) && !/[-+]/.test(word.text))
    return false;
  if (/^[:\]]\d|^\]/.test(text.slice(word.end, word.end + 2))) return false;
  if (KERNEL_WORD.test(words[at - 1]?.lower ?? '')) return true;
  return release.major <= MOST_MAJOR && release.minor <= MOST_MINOR;
}
