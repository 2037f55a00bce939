/** Links a few texts as if they were a kernel's files, and says what came of it in words. */

import { factsOf, factsStore } from '../../indexer/link/facts-store.js';
import { gatherHeads } from '../../indexer/link/gather-heads.js';
import { type LinkedKernel, linkKernel } from '../../indexer/link/link.js';
import { encodeFacts } from '../../indexer/parse/encode-facts.js';
import { extractFile } from '../../indexer/parse/extract-file.js';
import { documentation } from '../../indexer/tunables/documentation.js';
import { NODE_KINDS, VIAS } from '../../src/domain/graph.js';

const ERRNOS = ['EPERM', 'EIO', 'EAGAIN', 'ENOMEM', 'EBUSY', 'EINVAL', 'ENOSPC', 'EOPNOTSUPP', 'ERESTARTSYS'];

export interface LinkedTexts {
  readonly kernel: LinkedKernel;
  /** Names of all functions, in the order of files and lines. */
  readonly functions: readonly string[];
  /** `from -> to via`, in the order of ids; slots as `kind label`. */
  readonly edges: readonly string[];
  /** `function ERRNO:line`, in the order of functions and lines. */
  readonly sites: readonly string[];
}

/** The files by path, linked. */
export function linkTexts(files: Readonly<Record<string, string>>): LinkedTexts {
  const encoder = new TextEncoder();
  const entries = Object.entries(files).map(([path, text]) => ({
    path,
    ...encodeFacts(extractFile(path, encoder.encode(text))),
  }));
  const facts = factsStore(factsOf(entries));
  const kernel = linkKernel(facts, gatherHeads(facts), {
    errnoIds: new Map(ERRNOS.map((name, id) => [name, id])),
    untraced: () => false,
    bodies: [],
    documents: documentation(new Map()),
    numbers: new Map([['CONFIG_HZ', '250']]),
    moduleOf: () => null,
  });
  const { graph, functions } = kernel;
  const name = (node: number): string => {
    const owner = functions[graph.nodeFunction[node] ?? -1]?.name;
    if (node < functions.length) return owner ?? '';
    return `${NODE_KINDS[graph.nodeKind[node] ?? 0]} ${graph.labels[graph.nodeLabel[node] ?? 0] || owner}`;
  };
  const edges: string[] = [];
  let at = 0;
  graph.edgeCount.forEach((count, node) => {
    for (let i = 0; i < count; i++, at++)
      edges.push(`${name(node)} -> ${name(graph.edgeTarget[at] ?? 0)} ${VIAS[graph.edgeVia[at] ?? 0]}`);
  });
  return {
    kernel,
    functions: functions.map((one) => one.name),
    edges,
    sites: graph.sites.map((one) => `${functions[one.function]?.name} ${ERRNOS[one.errno]}:${one.line}`),
  };
}
