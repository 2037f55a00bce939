/** Programs of the system that tests use where they are installed. */

import { execFileSync } from 'node:child_process';

/** Runs a program to its end and returns what it printed; throws when it fails. */
export function runProgram(name: string, args: readonly string[], input: Uint8Array = new Uint8Array()): Buffer {
  return execFileSync(name, args, { input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1024 ** 3 });
}

/** What a program makes of its input: for `xz` and `zstd`, the compressed bytes. */
export function pipeThrough(name: string, input: Uint8Array): Buffer {
  return runProgram(name, ['-c'], input);
}

/** Whether a program is installed. */
export function hasProgram(name: string): boolean {
  try {
    runProgram(name, ['--version']);
    return true;
  } catch {
    return false;
  }
}
