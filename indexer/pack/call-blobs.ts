/** The calls that a kernel's export lists, as the blobs of a pack. */

import { callGround } from '../../src/domain/export/call-ground.js';
import { type CallEntry, encodeCalls } from '../../src/store/call-columns.js';
import { CALL_BLOB, CALL_TARGETS_BLOB } from '../../src/store/schema.js';
import type { LinkedKernel } from '../link/link.js';

export function callBlobs({ functions, graph, calls }: LinkedKernel, paths: readonly string[]): [string, Uint8Array][] {
  const edgeStart = new Uint32Array(graph.edgeCount.length + 1);
  graph.edgeCount.forEach((count, node) => {
    edgeStart[node + 1] = (edgeStart[node] as number) + count;
  });
  const ground = callGround(
    { ...graph, edgeStart },
    paths,
    Uint32Array.from(functions, (row) => row.file),
    Uint32Array.from(functions, (row) => row.line),
    Uint16Array.from(functions, (row) => Math.min(65535, row.endLine - row.line + 1)),
  );
  const targets = { callees: calls.callees, targets: calls.targets.map(({ via, callees }) => [via, callees]) };
  return [
    [CALL_TARGETS_BLOB, Buffer.from(JSON.stringify(targets))],
    [CALL_BLOB, encodeCalls(ground, entriesOf(calls))],
  ];
}

function* entriesOf({ count, symbol, line }: LinkedKernel['calls']): Generator<readonly CallEntry[]> {
  let at = 0;
  for (const calls of count) {
    const entries: CallEntry[] = [];
    for (const end = at + calls; at < end; at++)
      entries.push({ symbol: symbol[at] as number, line: line[at] as number });
    yield entries;
  }
}
