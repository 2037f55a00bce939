/** What an answer has to say of the commands that were asked for: that nothing knows them, or nothing on the way does. */

import type { Arch } from './arch.js';
import { type AskedCommands, askedCommands, SET_CLASS } from './commands.js';
import { nearest } from './nearest.js';
import type { Pack } from './pack.js';
import { addNode, archMask, hasNode, type NodeSet, reachable } from './reach.js';
import { type Known, wordsOf } from './search-context.js';
import { soughtBehind } from './turns.js';

export interface Asking extends Known {
  readonly syscall: string;
  readonly errno: string;
  readonly arch: Arch;
}

/** One line for each word that narrows nothing; `entry` is the function in which the syscall starts. */
export function commandWarnings(pack: Pack, query: Asking, entry: number, errnos: readonly number[]): string[] {
  return wordsOf(query).flatMap(({ parameter, word, names }) => {
    const ids = names(pack);
    if (ids.length === 0) return [unknown(pack, parameter, word)];
    if (onTheWay(pack, askedCommands(pack, [ids]), entry, query.arch, errnos)) return [];
    return [`${parameter}: no way from ${query.syscall} to ${query.errno} depends on ${word}`];
  });
}

function unknown(pack: Pack, parameter: 'cmd' | 'family', word: string): string {
  const { commands } = pack.graph;
  const family = parameter === 'family';
  const candidates = family ? commands.filter((name) => name.startsWith('AF_')) : commands;
  const bare = word.split('/').at(-1) ?? '';
  const near = nearest(family ? `AF_${bare.replace(/^[ap]f_/i, '')}` : bare, candidates);
  const what = family ? 'socket family' : 'command';
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
  return `${parameter}: ${pack.manifest.kernel.id} knows no ${what} ${word}${hint}`;
}

/** Answers that are remembered of a pack. */
const MOST_ANSWERS = 1000;

/** Whether a step or a site that the errno can come by stands under the commands. */
function onTheWay(pack: Pack, asked: AskedCommands, entry: number, arch: Arch, errnos: readonly number[]): boolean {
  const key = [[...asked.names].join(','), entry, arch, ...errnos].join(' ');
  return pack.memory.recall('command on the way', key, MOST_ANSWERS, () =>
    lookOnTheWay(pack, asked, entry, arch, errnos),
  );
}

function lookOnTheWay(
  pack: Pack,
  { classes }: AskedCommands,
  entry: number,
  arch: Arch,
  errnos: readonly number[],
): boolean {
  const { graph } = pack;
  const mask = archMask(graph, arch);
  const here = (set: number | undefined): boolean => classes[set ?? 0] === SET_CLASS.here;
  const parts = new Map<number, { readonly useful: NodeSet; readonly seen: NodeSet }>();
  const partOf = (errno: number): { readonly useful: NodeSet; readonly seen: NodeSet } => {
    const known = parts.get(errno);
    if (known) return known;
    const useful = reachable(pack, [errno], arch);
    const part = { useful, seen: new Uint32Array(useful.length) };
    parts.set(errno, part);
    return part;
  };
  const waiting: (readonly [node: number, errno: number])[] = [];
  /** Whether the errno can come by a node at all; a node that it can come by is looked at once. */
  const visit = (node: number, errno: number): boolean => {
    const { useful, seen } = partOf(errno);
    if (!hasNode(useful, node)) return false;
    const owner = graph.nodeFunction[node] as number;
    if (owner >= 0 && !mask[graph.functionArch[owner] as number]) return false;
    if (!hasNode(seen, node)) waiting.push([node, errno]);
    addNode(seen, node);
    return true;
  };
  for (const errno of errnos) visit(entry, errno);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, errno] = next;
    for (let i = graph.nodeSiteStart[node] as number; i < (graph.nodeSiteStart[node + 1] as number); i++) {
      const site = graph.nodeSite[i] as number;
      if (graph.siteErrno[site] === errno && here(graph.siteCommands[site])) return true;
    }
    for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
      for (const behind of soughtBehind(graph, edge, errno)) {
        if (visit(graph.edgeTarget[edge] as number, behind) && here(graph.edgeCommands[edge])) return true;
      }
    }
  }
  return false;
}
