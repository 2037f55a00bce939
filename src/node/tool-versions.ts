/** Which versions of the tracers this machine has, as its package manager or the program itself says. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Distribution, Tracer } from '../tools/tracer.js';

/** A tracer that is installed, and its version; null where nothing tells it (BCC's tools print none). */
export interface ToolVersion {
  readonly program: string;
  readonly version: string | null;
}

/** What is asked, by distribution; it prints the version, with a word before it at most. */
type Question = (tracer: Tracer) => readonly [program: string, ...argv: string[]];
const QUESTIONS: Readonly<Record<Distribution, Question>> = {
  debian: ({ packages, id }) => ['dpkg-query', '--show', packages.debian ?? id],
  fedora: ({ packages, id }) => ['rpm', '--query', '--queryformat=%{VERSION}-%{RELEASE}', packages.fedora ?? id],
  suse: ({ packages, id }) => ['rpm', '--query', '--queryformat=%{VERSION}-%{RELEASE}', packages.suse ?? id],
  arch: ({ packages, id }) => ['pacman', '--query', packages.arch ?? id],
  alpine: ({ packages, id }) => ['apk', 'version', '--quiet', packages.alpine ?? id],
  upstream: ({ programs }) => [programs.upstream, '--version'],
};

/** A program that hangs is not waited for longer than this. */
const MOST_MS = 3_000;

/** Runs a program and gives what it prints; rejects when it fails. */
export type Run = (program: string, argv: readonly string[]) => Promise<string>;

const run: Run = async (program, argv) =>
  (await promisify(execFile)(program, [...argv], { timeout: MOST_MS, encoding: 'utf8' })).stdout;

/** @param tracers - those that are installed */
export function toolVersions(
  tracers: readonly Tracer[],
  distribution: Distribution,
  ask: Run = run,
): Promise<readonly ToolVersion[]> {
  return Promise.all(
    tracers.map(async (tracer) => {
      const [program, ...argv] = QUESTIONS[distribution](tracer);
      const said = await ask(program, argv).catch(() => '');
      return { program: tracer.programs[distribution], version: /(?:^|\s)v?(\d[\w.+:~-]*)/.exec(said)?.[1] ?? null };
    }),
  );
}
