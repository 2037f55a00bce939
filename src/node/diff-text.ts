/** A diff of two kernels as text for a terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { DiffAnswer, FunctionChange, SiteChange } from '../schemas/diff.js';
import { mindLines } from './origin-text.js';
import { wrapped } from './terminal.js';

type Side = FunctionChange['from'];

/** One paragraph for each function: what became of it, where it stands, its rank, and the guards that differ. */
export function diffText(diff: DiffAnswer): string {
  const { from, to, arch, syscall, errno, errnos, compared, same, changes, total, warnings } = diff;
  const subject = [syscall, errno?.name].filter((word) => word).join(' ');
  const lines = [...wrapped(`${subject} on ${arch}: ${from.id} → ${to.id}`, '')];
  if (errnos === null) lines.push(`${compared} functions compared, ${same} as they were`);
  else lines.push(...listed('gained', errnos.appeared), ...listed('lost', errnos.went));
  for (const change of changes) lines.push('', ...headOf(change), ...change.sites.flatMap(siteLines));
  const hidden = total - changes.length;
  if (hidden > 0) lines.push('', `${hidden} more: --limit shows up to 500`);
  lines.push(...mindLines(warnings));
  return `${stripVTControlCharacters(lines.join('\n'))}\n`;
}

function listed(what: string, names: readonly string[]): readonly string[] {
  return wrapped(`${what}: ${names.length === 0 ? 'none' : names.join(', ')}`, '   ', '');
}

function headOf({ change, function: name, from, to }: FunctionChange): readonly string[] {
  const places = [placeOf(from), placeOf(to)].filter((place) => place !== '').join(' → ');
  return wrapped(`${name}  ${places}`, '         ', `${change.padEnd(8)} `);
}

function placeOf(side: Side): string {
  if (side === null) return '';
  return `${side.file}:${side.line}${side.rank === null ? '' : ` (rank ${side.rank})`}`;
}

function siteLines({ change, from, to }: SiteChange): readonly string[] {
  const shown = (mark: string, site: SiteChange['from']): readonly string[] =>
    site === null ? [] : wrapped(`${site.line}: ${site.guard ?? 'no guard'}`, '        ', `    ${mark} `);
  if (change === 'guard') return [...shown('-', from), ...shown('+', to)];
  return change === 'went' ? shown('-', from) : shown('+', to);
}
