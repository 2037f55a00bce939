/** What a fresh clone needs before anything runs: the right Node, installed dependencies, an up-to-date build. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const ROOT = resolve(fileURLToPath(import.meta.url), '../..');

/** What goes into dist/, curated data included: a change of any of these files calls for a new build. */
const BUILD_INPUTS = [
  'src',
  'indexer',
  'data',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
  'bin/bundle.mjs',
];

/** Made by the program, large, and no input of it. */
const RESULTS = ['data/packs', 'data/builds'];

/** Beside the compiled files: the fingerprint of the inputs they were made from. */
const STAMP = 'build-stamp';

/**
 * Refuses a Node that is too old, in one line.
 * @param {string} version
 * @returns {string | undefined} what to tell the user, or nothing when it will do
 */
export function nodeProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `errnopath needs Node 20.19 or newer, this is ${version}: install a newer one from https://nodejs.org`;
}

/**
 * Whether node_modules holds what package-lock.json says. npm writes node_modules/.package-lock.json when an
 * installation is complete; packages for other platforms are missing from it.
 * @param {string} root
 * @param {{ dev: boolean }} needed whether development dependencies have to be there
 * @returns {string | undefined} the first difference, or nothing
 */
export function installProblem(root, needed) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (wanted === undefined) return undefined; // An installed copy of the package: npm took care of it.
  const found = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (found === undefined) return 'dependencies are not installed';
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.optional || entry.devOptional) continue;
    if (entry.dev && !needed.dev) continue;
    const installed = found[path];
    const same = installed?.version === entry.version && installed?.integrity === entry.integrity;
    if (!same) return `${path} is not the one of package-lock.json`;
  }
  return undefined;
}

/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }} Entry
 * @param {string} file
 * @returns {Record<string, Entry> | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Changes whenever a build input is added, removed or written.
 * @param {string} root
 */
export function buildFingerprint(root) {
  const hash = createHash('sha256').update(process.version);
  /** @param {string} path */
  const visit = (path) => {
    if (RESULTS.includes(path)) return;
    const place = `${root}/${path}`;
    const found = statSync(place, { throwIfNoEntry: false });
    if (found?.isDirectory()) {
      for (const name of readdirSync(place).sort()) visit(`${path}/${name}`);
    } else {
      hash.update(`${path} ${found?.size} ${found?.mtimeMs}\n`);
    }
  };
  for (const input of BUILD_INPUTS) visit(input);
  return hash.digest('hex');
}

/**
 * Whether dist/ has to be built. An installed copy of the package has no sources and never has to.
 * @param {string} root
 */
export function isBuildStale(root) {
  if (!existsSync(join(root, 'src'))) return false;
  try {
    return readFileSync(join(root, 'dist', STAMP), 'utf8') !== buildFingerprint(root);
  } catch {
    return true;
  }
}

/** Ends the process with one line when this Node is too old. */
export function ensureNode() {
  const problem = nodeProblem();
  if (problem !== undefined) fail(problem);
}

/**
 * Installs the dependencies when they are missing or differ from the lockfile, and the compiled part of better-sqlite3
 * when it does not fit this Node.
 * @param {{ dev: boolean }} needed
 */
export function ensureInstalled(needed) {
  const problem = installProblem(ROOT, needed);
  if (problem !== undefined) {
    say(`${problem}: running npm ci (a minute or two) …`);
    npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (!loads('better-sqlite3')) {
    say('better-sqlite3 is not compiled for this Node: running npm rebuild (a minute or two) …');
    npm(['rebuild', 'better-sqlite3', '--loglevel=error']);
  }
}

/** Compiles src/ and indexer/ into dist/, and the program into one file there, when it is older than they are: beside it first, then in its place. */
export function ensureBuilt(stale = isBuildStale(ROOT)) {
  if (!stale) return;
  const fingerprint = buildFingerprint(ROOT);
  removeAbandonedBuilds();
  const fresh = join(ROOT, `dist.${process.pid}.tmp`);
  let code = run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', '--outDir', fresh]);
  if (code === 0) code = run(process.execPath, [join(ROOT, 'bin/bundle.mjs'), fresh]);
  if (code === 0) {
    writeFileSync(join(fresh, STAMP), fingerprint);
    putInPlace(fresh, join(ROOT, 'dist'));
  }
  rmSync(fresh, { recursive: true, force: true });
  if (code !== 0) fail('the build failed, see above', code);
}

/** Removes what builds left that were killed. */
function removeAbandonedBuilds() {
  for (const name of readdirSync(ROOT)) {
    const pid = /^dist\.(\d+)\..*tmp$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      rmSync(join(ROOT, name), { recursive: true, force: true });
    }
  }
}

/**
 * Moves a finished build to where it belongs; others may do the same at this moment, and any of the builds will do.
 * @param {string} fresh
 * @param {string} dist
 */
function putInPlace(fresh, dist) {
  const previous = fresh.replace(/tmp$/, 'previous.tmp');
  for (let attempt = 1; isBuildStale(ROOT); attempt += 1) {
    try {
      if (existsSync(dist)) renameSync(dist, previous);
      renameSync(fresh, dist);
      return;
    } catch (error) {
      if (attempt === 10) throw error;
    } finally {
      rmSync(previous, { recursive: true, force: true });
    }
  }
}

/** All of it, in order: what a launcher calls before it imports from dist/. */
export function ensureReady() {
  ensureNode();
  const stale = isBuildStale(ROOT);
  ensureInstalled({ dev: stale });
  ensureBuilt(stale);
}

/**
 * Runs a program in the package's folder with our terminal.
 * @param {string} program
 * @param {readonly string[]} argv
 * @param {1 | 2} output where its output goes; to 2, our own standard output stays clean for what the user asked
 * @returns {number} its exit code, 1 when it did not start, 128 + n when signal n ended it (130 for an interrupt)
 */
export function run(program, argv, output = 2) {
  const result = spawnSync(program, argv, { cwd: ROOT, stdio: ['inherit', output, 'inherit'] });
  if (result.error) say(`${program}: ${result.error.message}`);
  if (result.signal === 'SIGINT') return 130;
  return result.status ?? 1;
}

/** @param {string} name a package with compiled parts, loaded as its first use does */
function loads(name) {
  try {
    const Module = createRequire(join(ROOT, 'package.json'))(name);
    new Module(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** @param {readonly string[]} argv */
function npm(argv) {
  // npm tells its scripts where it is itself; else it is on the PATH.
  const self = process.env.npm_execpath;
  const code = self?.endsWith('npm-cli.js') ? run(process.execPath, [self, ...argv]) : run('npm', argv);
  if (code !== 0) fail(`npm ${argv[0]} failed, see above`, code);
}

/** @param {string} line */
function say(line) {
  console.error(`errnopath: ${line}`);
}

/**
 * @param {string} line
 * @param {number} code
 * @returns {never}
 */
function fail(line, code = 1) {
  say(line);
  process.exit(code);
}
