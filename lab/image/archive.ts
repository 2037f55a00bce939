/** The Debian archives that this machine's apt uses, with lists and settings of our own beside apt's. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SUITE } from './packages.js';
import { runTool } from './run-tool.js';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** apt with a state of its own in a folder. */
export interface Archive {
  /** Lines of a sources.list without those of backports: what a root file system is made from. */
  readonly sources: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Reads the lists of the suite, of its updates and of its backports; the archives are those of apt's own sources. */
export async function openArchive(folder: string): Promise<Archive> {
  const format = 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)';
  const targets = await runTool('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const wanted = new RegExp(`^deb \\S+ ${SUITE}(-security|-updates)? main$`);
  const lines = [...new Set(targets.split('\n').filter((line) => wanted.test(line)))];
  const main = lines.filter((line) => line.endsWith(` ${SUITE} main`));
  if (main.length === 0) throw new Error(`${SUITE} is not among the apt sources of this machine`);
  const backports = main.map((line) => line.replace(/ main$/, '-backports main'));
  for (const below of ['state/lists/partial', 'cache/archives/partial']) {
    await mkdir(join(folder, below), { recursive: true });
  }
  await writeFile(join(folder, 'status'), '');
  await writeFile(join(folder, 'sources.list'), `${[...lines, ...backports].join('\n')}\n`);
  await writeFile(join(folder, 'apt.conf'), aptSettings(folder));
  const env = { APT_CONFIG: join(folder, 'apt.conf') };
  await runTool('apt-get', ['-qq', 'update'], { env });
  return { sources: `${lines.join('\n')}\n`, env };
}

function aptSettings(folder: string): string {
  return `Dir::Etc::sourcelist "${folder}/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::State "${folder}/state"; Dir::State::status "${folder}/status"; Dir::Cache "${folder}/cache";
Dir::Etc::trusted "${KEYRING}";
Acquire::Languages "none"; APT::Architecture "amd64"; APT::Architectures { "amd64"; }; APT::Sandbox::User "root";
`;
}

/** The newest versions of packages, `name=version`, in the order of their names. */
export async function versionsOf({ env }: Archive, packages: readonly string[]): Promise<readonly string[]> {
  const shown = await runTool('apt-cache', ['policy', ...packages], { env });
  const versions = new Map<string, string>();
  for (const [, name = '', version = ''] of shown.matchAll(/^(\S+):\n.*\n {2}Candidate: (\S+)$/gm))
    if (version !== '(none)') versions.set(name, version);
  const gone = packages.filter((name) => !versions.has(name));
  if (gone.length > 0) throw new Error(`no longer in the archive: ${gone.join(', ')}`);
  return packages.map((name) => `${name}=${versions.get(name)}`).sort();
}

/** Downloads packages into a folder, as `.deb` files. */
export async function downloadPackages({ env }: Archive, packages: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await runTool('apt-get', ['-qq', 'download', ...packages], { env, cwd: folder });
}
