/** The calls that a kernel's export lists, as the blobs of a pack. */

import { CALL_BLOB, CALL_TARGETS_BLOB } from '../../src/store/schema.js';
import type { LinkedKernel } from '../link/link.js';
import { type CallTask, encodeBeside } from './call-task.js';

export async function callBlobs(
  { functions, graph, calls }: LinkedKernel,
  paths: readonly string[],
): Promise<[string, Uint8Array][]> {
  const edgeStart = new Uint32Array(graph.edgeCount.length + 1);
  graph.edgeCount.forEach((count, node) => {
    edgeStart[node + 1] = (edgeStart[node] as number) + count;
  });
  const task: CallTask = {
    paths,
    graph: {
      functions: graph.functions,
      nodeFunction: Int32Array.from(graph.nodeFunction),
      edgeStart,
      edgeTarget: Uint32Array.from(graph.edgeTarget),
      edgeVia: Uint8Array.from(graph.edgeVia),
      edgeLine: Uint32Array.from(graph.edgeLine),
    },
    file: Uint32Array.from(functions, (row) => row.file),
    line: Uint32Array.from(functions, (row) => row.line),
    lines: Uint16Array.from(functions, (row) => Math.min(65535, row.endLine - row.line + 1)),
    count: Uint32Array.from(calls.count),
    symbol: Uint32Array.from(calls.symbol),
    callLine: Uint32Array.from(calls.line),
  };
  const targets = { callees: calls.callees, targets: calls.targets.map(({ via, callees }) => [via, callees]) };
  return [
    [CALL_TARGETS_BLOB, Buffer.from(JSON.stringify(targets))],
    [CALL_BLOB, await encodeBeside(task)],
  ];
}
