/** Origins, causes and tunables as text for a terminal: what several commands show alike. */
import type { CauseRef } from '../schemas/cause.js';
import type { KernelRef } from '../schemas/names.js';
import type { Origin, Tunable } from '../schemas/origin.js';
import { apart, type Styles, wrapped } from './terminal.js';

/** @param arch - where the answer is of one */
export function kernelLines({ requested, id, build }: KernelRef, arch?: string): readonly string[] {
  const on = arch === undefined ? '' : ` on ${arch}`;
  return wrapped(`kernel ${requested}${on}, answered from ${id}${build ? `, build ${build.release}` : ''}`, '   ', '');
}

/** One origin in some lines: where, under which condition, what it depends on, the way there, what to attach to. */
export function originLines(
  { rank, score, function: name, file, line, sites, path, probe, causes = [], source_meaning }: Origin,
  style: Styles,
): readonly string[] {
  const place = `${file}:${sites[0]?.line ?? line}`;
  const guards = [...new Set(sites.flatMap(({ guard }) => guard ?? []))];
  const tunables = new Map(sites.flatMap((site) => site.tunables).map((one) => [one.name, one]));
  const seen = probe.symbol === name ? '' : ` (${name} itself cannot be seen)`;
  const [head = '', ...more] = apart(`${rank}. ${name}  ${place}`, percent(score));
  return [
    head.replace(name, style.strong(name)),
    ...more,
    ...guards.slice(0, 3).flatMap((guard) => wrapped(`if ${guard}`, '      ', '   ')),
    ...(source_meaning === undefined ? [] : wrapped(source_meaning, '   ')),
    ...[...tunables.values()].flatMap((one) => wrapped(tunableText(one), '      ', '   ')),
    ...wrapped(path.map((frame) => frame.function).join(' → '), '      ', '   '),
    ...wrapped(`attach to ${probe.symbol}${seen}: ${percent(probe.likelihood)}, ${probe.evidence}`, '      ', '   '),
    ...causes.flatMap((cause) => wrapped(`known cause: ${cause.title}`, '      ', '   ')),
  ];
}

export function tunableText({ name, path, default: unset }: Tunable): string {
  return `${name}${path && path !== name ? `  ${path}` : ''}${unset ? `  (${unset} unless set)` : ''}`;
}

/** A cause with the commands that confirm it. */
export function causeLines({ title, summary, checks }: CauseRef, style: Styles): readonly string[] {
  return [
    ...wrapped(`Known cause: ${title}`, '   ', '').map((line) => style.strong(line)),
    ...wrapped(summary, '   '),
    ...checks.flatMap(({ command, proves }) => [`   ${command}`, ...wrapped(proves, '      # ').map(style.faint)]),
  ];
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** How many there are beside those that were shown. */
export function moreLines(total: number, shown: number): readonly string[] {
  return total > shown ? ['', `${total - shown} more: --limit shows up to 500`] : [];
}

export function mindLines(warnings: readonly string[]): readonly string[] {
  return warnings.length === 0 ? [] : ['', 'Mind:', ...warnings.flatMap((one) => wrapped(one, '   ', ' - '))];
}
