/** `errnopath export --syscalls`: the syscalls of every arch and ABI, and the functions that they are. */

import type { Arch } from '../arch.js';
import type { Pack } from '../pack.js';
import { numberOrNull, textOrNull } from './pages.js';

export interface SyscallExportRow {
  readonly arch: string;
  readonly abi: string;
  readonly name: string;
  readonly number: number;
  /** The symbol that the kernel enters. */
  readonly entry: string;
  /** The body; null, with file and line, where the tree holds no C for it. */
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** In the order of arches, ABIs and numbers. */
export async function* exportSyscalls({ store }: Pack, arch?: Arch): AsyncGenerator<SyscallExportRow> {
  const sql = `SELECT s.arch, s.abi, s.name, s.number, s.entry, f.name AS function, p.path AS file, f.line
    FROM syscall s LEFT JOIN function f ON f.id = s.function LEFT JOIN file p ON p.id = f.file
    ${arch === undefined ? '' : 'WHERE s.arch = ?'} ORDER BY s.arch, s.abi, s.number, s.name`;
  for (const row of await store.all(sql, ...(arch === undefined ? [] : [arch]))) {
    yield {
      arch: String(row.arch),
      abi: String(row.abi),
      name: String(row.name),
      number: Number(row.number),
      entry: String(row.entry),
      function: textOrNull(row.function),
      file: textOrNull(row.file),
      line: numberOrNull(row.line),
    };
  }
}
