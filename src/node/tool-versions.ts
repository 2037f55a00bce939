/** Which versions of the tracers this machine has, as its package manager or the program itself says. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Distribution, Tracer } from '../tools/tracer.js';

/** A tracer that is installed, and its version; null where nothing tells it. */
export interface ToolVersion {
  readonly id: string;
  readonly program: string;
  readonly version: string | null;
}

/** How a package manager is asked for the version of a package; it prints it, with a word before it at most. */
const QUERIES: Readonly<Record<Exclude<Distribution, 'upstream'>, readonly [program: string, ...argv: string[]]>> = {
  debian: ['dpkg-query', '--show'],
  fedora: ['rpm', '--query', '--queryformat=%{VERSION}-%{RELEASE}'],
  suse: ['rpm', '--query', '--queryformat=%{VERSION}-%{RELEASE}'],
  arch: ['pacman', '--query'],
  alpine: ['apk', 'version', '--quiet'],
};

/** Suites whose programs tell no version of theirs. */
const SILENT = new Set(['bcc', 'perf-tools']);

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
      const packaged = await versionSaid(packageQuestion(tracer, distribution), ask);
      const program = tracer.programs[distribution];
      const asked = SILENT.has(tracer.suite) ? undefined : ([program, '--version'] as const);
      return { id: tracer.id, program, version: packaged ?? (await versionSaid(asked, ask)) };
    }),
  );
}

/** Undefined where the distribution has no package of it, or nobody knows the distribution. */
function packageQuestion({ packages }: Tracer, distribution: Distribution): readonly string[] | undefined {
  const name = packages[distribution];
  return distribution === 'upstream' || name === null ? undefined : [...QUERIES[distribution], name];
}

async function versionSaid(question: readonly string[] | undefined, ask: Run): Promise<string | null> {
  const [program, ...argv] = question ?? [];
  if (program === undefined) return null;
  const said = await ask(program, argv).catch(() => '');
  return /(?:^|[\s:-])v?(\d+\.[\w.+:~-]*)/.exec(said)?.[1] ?? null;
}
