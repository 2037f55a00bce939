/** Names of places (`indexer/tunables/facts.ts`) that mean the same setting wherever it is read. */

import type { Place } from '../tunables/facts.js';
import { resolvePath, type TypeTable, tagOf } from './type-table.js';

/** A key, or an argument, that more share says little of each. */
export const MOST_OF_ONE = 3;

/** The keys of a place, the narrowest first: a way from a known struct, the last field on it, the variable. */
export function placeKeys(
  types: TypeTable,
  members: ReadonlyMap<string, string>,
  place: Place,
  file: number,
): readonly string[] {
  const path = withMembers(members, place);
  if (!path.includes('.')) return [path];
  const keys = new Set<string>();
  const [root = '', ...rest] = path.split('.');
  const tag = root.startsWith('S:')
    ? root.slice(2)
    : root.startsWith('G:')
      ? tagOf(types, types.globals.get(root.slice(2)) ?? '')
      : '';
  if (tag !== '') keys.add(`${tag}.${rest.join('.')}`);
  const last = resolvePath(types, path, file);
  if (last) keys.add(last);
  if (root.startsWith('G:')) keys.add(path);
  return [...keys];
}

/** `S:ipc_namespace.sc_semmns` → `S:ipc_namespace.sem_ctls` */
function withMembers(members: ReadonlyMap<string, string>, path: Place): Place {
  const dot = path.lastIndexOf('.');
  const field = dot < 0 ? undefined : members.get(path.slice(dot + 1));
  return field === undefined ? path : `${path.slice(0, dot)}.${field}`;
}
