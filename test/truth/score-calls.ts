/** Scores which function calls which against the calls of the compiled kernel. */

import type { CallsExport, Rows } from './exports.js';
import type { Measured, Miss } from './measured.js';
import { plainName } from './plain-name.js';
import type { CallRow, CompiledRow } from './rows.js';
import { share } from './score.js';
import { uncounted } from './uncounted-calls.js';

/** The calls of one function to another, put together. */
interface Expected {
  readonly caller: string;
  readonly caller_file: string;
  readonly callee: string;
  /** Where the callee is defined; '' where that is not known. */
  readonly files: Set<string>;
  readonly kinds: Set<CallRow['kind']>;
  readonly line: number | undefined;
  /** The caller's text names the callee. */
  named: boolean;
  /** The caller, or the callee, is made by a macro. */
  readonly generated: boolean;
  readonly calleeGenerated: boolean;
}

/**
 * `name` compares the caller's name and file and the callee's name; `name+file` also the callee's file, where both sides
 * give one. A call counts once for each caller and callee; syscalls have one name, and calls among their layers none.
 */
export async function scoreCalls(
  truth: readonly CallRow[],
  functions: readonly CompiledRow[],
  calls: Rows<CallsExport>,
): Promise<Measured> {
  const expected = expectedOf(truth, functions);
  const callers = new Set([...expected.values()].map(({ caller, caller_file }) => `${caller_file} ${caller}`));
  const known = new Set<string>();
  const found = new Map<string, Set<string>>();
  for await (const row of calls) {
    const caller = `${row.caller_file} ${plainName(row.caller)}`;
    if (!callers.has(caller)) continue;
    known.add(caller);
    const key = `${caller} ${plainName(row.callee)}`;
    if (!expected.has(key)) continue;
    const files = found.get(key) ?? new Set<string>();
    found.set(key, files.add(row.callee_file ?? ''));
  }
  let inFile = 0;
  const misses: Miss[] = [];
  for (const [key, call] of expected) {
    const files = found.get(key);
    const subject = `${call.caller} → ${call.callee}`;
    const at = `${call.caller_file}:${call.line ?? '?'}, ${[...call.kinds].join(' and ')}`;
    if (files === undefined) {
      const reason = `name: ${whyMissing(call, known.has(`${call.caller_file} ${call.caller}`))}`;
      misses.push({ reason, subject, text: `${at} of ${[...call.files].join(', ') || '?'}` });
    } else if (files.has('') || [...files].some((file) => call.files.has(file))) inFile += 1;
    else {
      const text = `${at} of ${[...call.files].join(', ') || '?'}, found in ${[...files].join(', ')}`;
      misses.push({ reason: 'name+file: a callee of this name in another file', subject, text });
    }
  }
  const figures = { name: share(found.size, expected.size), 'name+file': share(inFile, expected.size) };
  return { cases: expected.size, figures, misses };
}

function expectedOf(truth: readonly CallRow[], functions: readonly CompiledRow[]): ReadonlyMap<string, Expected> {
  const generated = new Set(functions.filter(({ gen }) => gen).map(({ name, file }) => `${file} ${name}`));
  const expected = new Map<string, Expected>();
  for (const call of truth) {
    const calleeGenerated = generated.has(`${call.callee_file} ${call.callee}`);
    if (uncounted(call, calleeGenerated) !== undefined) continue;
    const caller = plainName(call.caller);
    const callee = plainName(call.callee);
    if (caller === callee && call.caller !== call.callee) continue;
    const key = `${call.caller_file} ${caller} ${callee}`;
    const one = expected.get(key) ?? {
      caller,
      caller_file: call.caller_file,
      callee,
      files: new Set<string>(),
      kinds: new Set<CallRow['kind']>(),
      line: call.line,
      named: false,
      generated: call.gen !== undefined,
      calleeGenerated,
    };
    expected.set(key, one);
    one.files.add(call.callee_file ?? '');
    one.kinds.add(call.kind);
    if (call.txt) one.named = true;
  }
  return expected;
}

/** @param known - whether any call of the caller is known */
function whyMissing({ caller_file, files, named, generated, calleeGenerated }: Expected, known: boolean): string {
  if (generated && !known) return 'the caller is made by a macro and has no call at all';
  if (generated && !named) return "the caller is made by a macro, the call is in the macro's text";
  if (!named && calleeGenerated) return 'the callee is made by a macro and called in one';
  if (!named) return 'called in a macro: the caller does not name it';
  if (calleeGenerated) return 'the callee is made by a macro';
  if (!known)
    return `no call of the caller is known, which is in a ${caller_file.endsWith('.c') ? '.c file' : 'header'}`;
  const [file = ''] = files;
  const kind = file.endsWith('.h') ? 'a header' : file.endsWith('.c') ? 'a .c file' : 'assembly, or unknown';
  return `named by the caller, the callee is in ${kind}`;
}
