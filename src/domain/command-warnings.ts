/** What an answer has to say of the commands that were asked for: that nothing knows them, or nothing on the way does. */

import { onTheWay, type Start } from './command-way.js';
import { askedCommands } from './commands.js';
import { nearest } from './nearest.js';
import type { Pack } from './pack.js';
import { type Known, wordsOf } from './search-context.js';

export interface Asking extends Known {
  readonly syscall: string;
  readonly errno: string;
}

/** One line for each word that narrows nothing; `start` is where the syscall starts. */
export function commandWarnings(pack: Pack, query: Asking, start: Start): string[] {
  return wordsOf(query).flatMap(({ parameter, word, names }) => {
    const ids = names(pack);
    if (ids.length === 0) return [unknown(pack, parameter, word)];
    if (onTheWay(pack, askedCommands(pack, [ids]), start)) return [];
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
