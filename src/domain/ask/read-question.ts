/** What of a question can be read without a kernel at hand: which kernels and arch it names, what a tool printed in it. */
import type { Observed } from '../../tools/read/observed.js';
import { readOutput } from '../../tools/read/read-output.js';
import { type Arch, parseArch } from '../arch.js';
import { intentsOf } from './intent.js';
import { type SaidKernel, type SaidMachine, saidMachine } from './said-kernels.js';
import { type Word, wordsOf } from './words.js';

export interface ReadQuestion {
  readonly text: string;
  readonly words: readonly Word[];
  readonly machine: SaidMachine;
  readonly observed: Observed;
  /** The kernel, and the one to compare with. */
  readonly kernel: SaidKernel | undefined;
  readonly to: SaidKernel | undefined;
  readonly arch: Arch | undefined;
}

export function readQuestion(text: string): ReadQuestion {
  const words = wordsOf(text);
  const machine = saidMachine(text, words);
  const observed = readOutput(text);
  const { kernels, arches } = machine;
  // An ABI name says which kernel it is; the version of the package behind it says less.
  const exact = kernels.find(({ text: name }) => /[-+]\w*\d.*-|[-+]/.test(name));
  const [first, second] = twoLines(text, kernels);
  const kernel = second === undefined ? (exact ?? first ?? kernels[0]) : first;
  const seen = observed.arch === undefined ? undefined : parseArch(observed.arch);
  const entry = /__(x64|arm64|riscv|s390x?|powerpc)_sys_/.exec(text)?.[1];
  const ofEntry = entry === undefined ? undefined : parseArch(entry);
  const arch =
    arches[0]?.arch ??
    (ofEntry?.ok ? ofEntry.arch : undefined) ??
    (kernel !== undefined || !seen?.ok ? undefined : seen.arch);
  return { text, words, machine, observed, kernel, to: second, arch };
}

/** Two kernels of different lines, older first unless the words say from which one to which. */
function twoLines(text: string, kernels: readonly SaidKernel[]): readonly (SaidKernel | undefined)[] {
  const [first] = kernels;
  const second = kernels.find(
    (one) =>
      one.text !== first?.text &&
      !(one.release && one.release.line === first?.release?.line && first.release.patch === null),
  );
  if (first === undefined || second === undefined) return [first];
  const sameLine = first.release?.line === second.release?.line;
  if (sameLine && !intentsOf(text).diff) return [first];
  const directed = /\b(?:from|between|von|de)\b[^.]{0,20}$/i.test(text.slice(0, first.start));
  return directed || older(first, second) ? [first, second] : [second, first];
}

function older(a: SaidKernel, b: SaidKernel): boolean {
  if (a.release === null) return false;
  if (b.release === null) return true;
  return (
    (a.release.major - b.release.major ||
      a.release.minor - b.release.minor ||
      (a.release.patch ?? 0) - (b.release.patch ?? 0)) < 0
  );
}
