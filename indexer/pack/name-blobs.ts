/** The blobs that need a tree's names and of its graph the edges alone: texts of files and functions, and calls. */

import { type CallGraph, callGround } from '../../src/domain/export/call-ground.js';
import { type CallEntry, encodeCalls } from '../../src/store/call-columns.js';
import { encodeCallTargets } from '../../src/store/call-targets.js';
import { CALL_BLOB, CALL_TARGETS_BLOB } from '../../src/store/schema.js';
import { encodeTexts, groupsOf } from '../../src/store/text-columns.js';
import { type CallTable, targetsOf } from '../link/call-table.js';
import type { FunctionRow } from '../link/symbol-table.js';
import type { FileBuild } from '../tables/tree-build.js';
import type { NamedBlob } from './named-blob.js';
import { storedLines } from './stored-lines.js';

export interface NamedTree {
  readonly paths: readonly string[];
  readonly files: readonly FileBuild[];
  readonly functions: readonly FunctionRow[];
}

/** Texts of files and functions. */
export function nameBlobs({ paths, files, functions }: NamedTree): NamedBlob[] {
  const startsGroup = groupsOf(
    paths,
    (fn) => functions[fn]?.file,
    () => undefined,
  );
  const ofFiles = { file_path: [...paths], file_config: files.map(({ config }) => config ?? '') };
  const ofFunctions = {
    function_name: functions.map((row) => row.name),
    function_config: functions.map((row) => row.config.replaceAll('\n', ' ')),
  };
  return [
    ['file_texts', encodeTexts(ofFiles, paths.length, startsGroup.file_texts)],
    ['function_texts', encodeTexts(ofFunctions, functions.length, startsGroup.function_texts)],
  ];
}

/** The calls that export lists. */
export function callBlobs({ paths, functions }: NamedTree, calls: CallTable, graph: CallGraph): NamedBlob[] {
  const ground = callGround(
    graph,
    paths,
    Uint32Array.from(functions, (row) => row.file),
    Uint32Array.from(functions, (row) => row.line),
    Uint16Array.from(functions, storedLines),
  );
  return [
    [CALL_TARGETS_BLOB, encodeCallTargets({ callees: calls.callees, targets: targetsOf(calls) }, functions.length)],
    [CALL_BLOB, encodeCalls(ground, entriesOf(calls))],
  ];
}

function* entriesOf({ count, symbol, line }: CallTable): Generator<readonly CallEntry[]> {
  let at = 0;
  for (let fn = 0; fn < count.length; fn++) {
    const entries: CallEntry[] = [];
    for (const end = at + (count.values[fn] as number); at < end; at++)
      entries.push({ symbol: symbol.values[at] as number, line: line.values[at] as number });
    yield entries;
  }
}
