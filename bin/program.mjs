/** The program as one file (`bundle.mjs`), with what V8 compiled of it the last time: half of a start is spent on that. */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';

const FILE = fileURLToPath(new URL('../dist/src/node/program.cjs', import.meta.url));
const COMPILED = `${FILE}.compiled`;

/**
 * Runs one command line.
 * @param {string[]} argv the arguments after the program's name
 * @returns {Promise<number>} the exit status
 */
export async function runCli(argv) {
  const cachedData = compiledBefore();
  // What was compiled and not run for a while is forgotten otherwise, by the time that it is to be kept.
  if (cachedData === undefined) v8.setFlagsFromString('--no-flush-bytecode');
  const script = new vm.Script(Module.wrap(readFileSync(FILE, 'latin1')), {
    filename: FILE,
    ...(cachedData && { cachedData }),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  /** @type {{ exports: { runCli?: (argv: string[]) => Promise<number> } }} */
  const program = { exports: {} };
  script.runInThisContext()(program.exports, createRequire(FILE), program, FILE, dirname(FILE));
  if (program.exports.runCli === undefined) throw new Error(`${FILE} is no program`);
  const status = await program.exports.runCli(argv);
  // V8 refuses what another version of it, or of the file, was compiled to, or what was kept under other flags.
  if (cachedData === undefined || script.cachedDataRejected) {
    v8.setFlagsFromString('--flush-bytecode');
    keep(script.createCachedData());
  }
  return status;
}

function compiledBefore() {
  try {
    return readFileSync(COMPILED);
  } catch {
    return undefined;
  }
}

/** @param {Buffer} compiled */
function keep(compiled) {
  const temporary = `${COMPILED}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, compiled);
    renameSync(temporary, COMPILED);
  } catch {
    // The program's folder is someone else's: it starts without.
    rmSync(temporary, { force: true });
  }
}
