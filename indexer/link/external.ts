/** Sites of errnos from outside the C code: their source, and the slot of what is set beside a syscall's body. */

import type { NodeKind } from '../../src/domain/graph.js';
import { SITE_KINDS } from '../../src/store/schema.js';
import { anyErrno, type Source } from '../../src/store/sources.js';
import { OUTSIDE_FIELD, type Outside } from '../parse/external-sources.js';
import { addEdge, addSite, type GraphBuilder, type SiteRow, slotNode } from './graph-builder.js';
import type { FunctionRow, SymbolTable } from './symbol-table.js';
import { resolvePath, type TypeTable } from './type-table.js';

/** Whose messages the code of a folder decodes; the first that fits. fs/cifs is fs/smb since 6.4. */
const SPEAKS: readonly (readonly [prefix: string, source: Source])[] = [
  ['fs/fuse/', 'fuse'],
  ['fs/nfs', 'nfs'],
  ['fs/lockd/', 'nfs'],
  ['net/sunrpc/', 'nfs'],
  ['net/9p/', '9p'],
  ['fs/9p/', '9p'],
  ['fs/cifs/', 'smb'],
  ['fs/smb/', 'smb'],
  ['fs/ksmbd/', 'smb'],
  ['fs/ceph/', 'ceph'],
  ['net/ceph/', 'ceph'],
  ['drivers/block/rbd', 'ceph'],
  ['kernel/seccomp', 'seccomp'],
  ['kernel/ptrace', 'ptrace'],
  ['fs/afs/', 'peer'],
  ['fs/coda/', 'peer'],
  ['fs/dlm/', 'peer'],
  ['fs/gfs2/', 'peer'],
  ['fs/ocfs2/', 'peer'],
  ['fs/orangefs/', 'peer'],
  ['fs/', 'disk'],
  ['net/', 'peer'],
  ['drivers/block/', 'peer'],
  ['drivers/', 'device'],
  ['sound/', 'device'],
];

/** What is said of a folder for want of a better word: a struct that user space shares says more. */
const FALLBACKS: readonly Source[] = ['peer', 'device', 'disk'];

/** What stands behind an errno that enters in a file. */
function sourceIn(path: string, from: Outside, shared: boolean): Source {
  if (from !== 'wire') return from;
  const speaks = SPEAKS.find(([prefix]) => path.startsWith(prefix))?.[1];
  if (speaks !== undefined && !(shared && FALLBACKS.includes(speaks))) return speaks;
  return shared ? 'user' : 'device';
}

/** The errno id of a site in a file: any errno, from what `from` means there. */
export function anyErrnoIn(path: string, from: Outside): number {
  return anyErrno(sourceIn(path, from, false));
}

/** Whether a field (`struct.field`) holds an errno that user space or a server put there. */
export function isOutsideField(types: TypeTable, key: string): boolean {
  const dot = key.lastIndexOf('.');
  return types.fields.get(key.slice(0, dot))?.get(key.slice(dot + 1)) === OUTSIDE_FIELD;
}

/** Whether a path leads to such a field. */
export function leadsOutside(types: TypeTable, path: string, file: number): boolean {
  const key = /^G:\w+$/.test(path) ? null : resolvePath(types, path, file);
  return key !== null && isOutsideField(types, key);
}

const KIND_RETURN = SITE_KINDS.indexOf('return');

/** A site of any errno at a node: what the function reads from a field that others fill. */
export function addFieldSite(graph: GraphBuilder, node: number, fn: number, path: string, line: number): void {
  addSite(graph, node, anySite(fn, anyErrno(sourceIn(path, 'wire', true)), line));
}

function anySite(fn: number, errno: number, line: number): SiteRow {
  const texts = { guard: '', guardLine: 0, config: '', reason: '', macro: '', traits: 0, commands: 0 };
  return { function: fn, errno, line, kind: KIND_RETURN, ...texts };
}

const BEFORE: NodeKind = 'before';

/** The slot of what a function sets as the result of whatever syscall is running; all hang on one, which the syscalls lead to. */
export function besideBody(graph: GraphBuilder, fn: number, name: string): number {
  const slot = slotNode(graph, BEFORE, String(fn), fn, '');
  addEdge(graph, slotNode(graph, BEFORE, '', -1, ''), slot, 'before', 0, name, 0);
  return slot;
}

/** Every syscall's body leads to what can be set beside it. */
export function addBesideBodies(graph: GraphBuilder, symbols: SymbolTable, bodies: Iterable<string>): void {
  const before = slotNode(graph, BEFORE, '', -1, '');
  for (const name of new Set(bodies))
    for (const id of symbols.byName.get(name) ?? []) addEdge(graph, id, before, 'before', 0, '', 0);
}

/**
 * Functions that are marked with `ALLOW_ERROR_INJECTION(f, ERRNO)` (include/asm-generic/error-injection.h) return what a BPF
 * program or debugfs says instead of running, where CONFIG_FUNCTION_ERROR_INJECTION is on.
 */
export function addInjections(
  graph: GraphBuilder,
  symbols: SymbolTable,
  marks: readonly { readonly name: string; readonly file: number }[],
): void {
  for (const { name, file } of marks) {
    for (const id of symbols.byName.get(name) ?? []) {
      const row = symbols.rows[id] as FunctionRow;
      if (row.file !== file) continue;
      const site = anySite(id, anyErrno('injection'), row.line);
      addSite(graph, id, { ...site, config: 'CONFIG_FUNCTION_ERROR_INJECTION', macro: 'ALLOW_ERROR_INJECTION' });
    }
  }
}

/** Marks of a file that open a function to injected errnos: the kinds of `error_injection_type` that are errnos. */
export function isInjection(mark: string, kind: string | undefined): boolean {
  return mark === 'ALLOW_ERROR_INJECTION' && (kind?.trim() === 'ERRNO' || kind?.trim() === 'ERRNO_NULL');
}
