/** `errnopath export --sites`: every place where a literal errno enters a value. */

import type { Guard, GuardValue } from '../../schemas/guard.js';
import { SITE_KINDS, type SiteKind } from '../../store/schema.js';
import { ANY_ERRNO, type Source, sourceOf } from '../../store/sources.js';
import type { Arch } from '../arch.js';
import type { Pack } from '../pack.js';
import { shownGuards } from '../site-guards.js';
import { compiledFor, functionNames } from './function-names.js';
import { numberOrNull, rowsById, textOrNull } from './pages.js';

/** What is not there is null. */
export interface SiteExportRow {
  readonly file: string;
  readonly function: string;
  /** `any` where it comes from outside. */
  readonly errno: string;
  readonly line: number;
  readonly kind: SiteKind;
  readonly guard: string | null;
  readonly guard_line: number | null;
  /** The guard and what is around it, innermost first. */
  readonly guards: readonly Guard[];
  readonly other_guards: readonly Guard[];
  readonly values: readonly GuardValue[];
  /** The `#if` conditions that it stands under. */
  readonly config: string | null;
  /** The option that builds its file. */
  readonly file_config: string | null;
  /** The callees whose result the guard tests, with commas between. */
  readonly reason: string | null;
  /** The macro that it is written in. */
  readonly macro: string | null;
  /** Where any errno can enter from. */
  readonly source?: Source;
}

/** In the order of functions and lines. */
export async function* exportSites(pack: Pack, arch?: Arch): AsyncGenerator<SiteExportRow> {
  const { store, graph } = pack;
  const functions = await functionNames(pack);
  const errnos = new Map(pack.errnos.map(({ id, name }) => [id, name]));
  const compiled = compiledFor(graph, arch);
  const built = await store.all('SELECT path, config FROM file WHERE config IS NOT NULL');
  const configs = new Map(built.map((row) => [String(row.path), String(row.config)]));
  const sql = 'SELECT * FROM site WHERE id >= ? AND id < ? ORDER BY id';
  for await (const row of rowsById(store, sql, graph.siteErrno.length)) {
    const fn = Number(row.function);
    if (!compiled(fn)) continue;
    const source = sourceOf(Number(row.errno));
    yield {
      file: functions.file(fn),
      function: functions.name(fn),
      errno: source === undefined ? (errnos.get(Number(row.errno)) ?? String(row.errno)) : ANY_ERRNO,
      line: Number(row.line),
      kind: SITE_KINDS[Number(row.kind)] ?? 'return',
      guard: textOrNull(row.guard),
      guard_line: numberOrNull(row.guard_line),
      ...shownGuards(row),
      config: textOrNull(row.config),
      file_config: configs.get(functions.file(fn)) ?? null,
      reason: textOrNull(row.reason),
      macro: textOrNull(row.macro),
      ...(source !== undefined && { source }),
    };
  }
}
