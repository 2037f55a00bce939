/** Answers of the API as text for a terminal. */
import type { z } from '@hono/zod-openapi';
import type { Cause } from '../schemas/cause.js';
import type { ErrnoInfo } from '../schemas/errnos.js';
import type { FunctionAnswer } from '../schemas/functions.js';
import type { KernelsAnswer } from '../schemas/kernels.js';
import type { OriginsAnswer } from '../schemas/origins.js';
import type { SitesAnswer } from '../schemas/sites.js';
import type { SyscallAnswer, SyscallsAnswer } from '../schemas/syscalls.js';
import type { TunableAnswer, TunablesAnswer } from '../schemas/tunables.js';
import { causeLines, kernelLines, mindLines, moreLines, originLines, percent, tunableText } from './origin-text.js';
import { apart, padded, type Styles, wrapped } from './terminal.js';

type Answer<Schema extends z.ZodType> = z.infer<Schema>;
type Lines = readonly string[];

export function originsLines(answer: Answer<typeof OriginsAnswer>, style: Styles): Lines {
  const { kernel, arch, syscall, errno, total, origins, warnings = [] } = answer;
  return [
    ...wrapped(`${syscall} ${errno.name} (${errno.message})`, '').map(style.strong),
    ...kernelLines(kernel, arch),
    ...(total === 0 ? ['', 'No function is known in which it can start.'] : []),
    ...origins.flatMap((origin) => ['', ...originLines(origin, style)]),
    ...moreLines(total, origins.length),
    ...mindLines(warnings),
  ];
}

export function errnoLines(errno: ErrnoInfo, style: Styles): Lines {
  const { name, number, message, where, aliases, translated_to, translated_from } = errno;
  return [
    ...wrapped(`${name} ${number === null ? '' : `(${number}) `}${message}`, '   ', '').map(style.strong),
    ...(aliases.length > 0 ? wrapped(`also ${aliases.join(', ')}`, '   ', '') : []),
    ...(where === null ? [] : wrapped(`${where.file}${where.line === null ? '' : `:${where.line}`}`, '')),
    ...(translated_to === null ? [] : [`user space sees ${translated_to}`]),
    ...(translated_from.length > 0 ? wrapped(`also what becomes of ${translated_from.join(', ')}`, '') : []),
  ];
}

export function syscallLines(answer: Answer<typeof SyscallAnswer>, style: Styles): Lines {
  const { kernel, arch, name, number, entry, file, line, errnos } = answer;
  const note = { true: '', false: 'not in its manual page', null: '' };
  return [
    style.strong(`${name} (${number})`),
    ...kernelLines(kernel, arch),
    ...wrapped(`entry ${entry}${file === null ? '' : `  ${file}:${line}`}`, '   ', ''),
    '',
    'errno             origins',
    ...errnos.map(({ name: errno, origins, documented }) =>
      `${padded(errno, 18)}${String(origins).padStart(7)}  ${note[`${documented}`]}`.trimEnd(),
    ),
  ];
}

export function syscallsLines({ kernel, arch, syscalls, total }: Answer<typeof SyscallsAnswer>): Lines {
  const rows = syscalls.flatMap(({ name, number, entry, errnos }) =>
    apart(`${padded(name, 24)}${String(number).padStart(5)}  ${String(errnos.length).padStart(3)} errnos`, entry),
  );
  return [...kernelLines(kernel, arch), '', ...rows, ...moreLines(total, syscalls.length)];
}

export function functionLines({ kernel, definitions }: Answer<typeof FunctionAnswer>, style: Styles): Lines {
  return [
    ...kernelLines(kernel),
    ...definitions.flatMap((one) => [
      '',
      ...wrapped(
        `${one.static ? 'static ' : ''}${one.inline ? 'inline ' : ''}${one.name}  ${one.file}:${one.line}`,
        '   ',
        '',
      ).map(style.strong),
      ...(one.config === null ? [] : wrapped(`only with ${one.config}`, '      ', '   ')),
      ...wrapped(probeText(one.probe, one.name), '      ', '   '),
      ...(one.entries.length > 0 ? wrapped(`body of ${one.entries.join(', ')}`, '      ', '   ') : []),
      ...one.sites
        .slice(0, 40)
        .flatMap(({ errno, line, guard }) =>
          wrapped(`${line}: ${errno}${guard === null ? '' : `  if ${guard}`}`, '      ', '   '),
        ),
      ...neighbours(
        'called by',
        one.callers.map((other) => other.function),
        one.callers_total,
      ),
      ...neighbours(
        'has errnos from',
        one.callees.map((other) => other.function),
        one.callees_total,
      ),
      ...one.tunables.flatMap((tunable) => wrapped(`depends on ${tunableText(tunable)}`, '      ', '   ')),
      ...(one.causes ?? []).flatMap(({ title }) => wrapped(`known cause: ${title}`, '      ', '   ')),
    ]),
  ];
}

function probeText(
  { symbol, likelihood, evidence }: Answer<typeof FunctionAnswer>['definitions'][number]['probe'],
  name: string,
): string {
  const how = `${percent(likelihood)}, ${evidence === 'predicted' ? 'predicted from the source' : `from the ${evidence}`}`;
  return symbol === name ? `can be attached to: ${how}` : `attach to ${symbol}: ${how}`;
}

const MOST_NEIGHBOURS = 12;

function neighbours(what: string, names: Lines, total: number): Lines {
  if (total === 0) return [];
  const shown = [...new Set(names)].slice(0, MOST_NEIGHBOURS);
  const rest = total > shown.length ? ` and ${total - shown.length} more` : '';
  return wrapped(`${what} ${shown.join(', ')}${rest}`, '      ', '   ');
}

export function sitesLines({ kernel, errno, sites, total }: Answer<typeof SitesAnswer>, style: Styles): Lines {
  return [
    ...wrapped(`${errno.name} (${errno.message})`, '   ', '').map(style.strong),
    ...kernelLines(kernel),
    '',
    ...sites.flatMap(({ function: name, file, line, guard, tunables }) => [
      ...apart(`${file}:${line}`, name),
      ...(guard === null ? [] : wrapped(`if ${guard}`, '      ', '   ')),
      ...tunables.flatMap((one) => wrapped(tunableText(one), '      ', '   ')),
    ]),
    ...moreLines(total, sites.length),
  ];
}

export function tunablesLines(answer: Answer<typeof TunablesAnswer>, style: Styles): Lines {
  const { kernel, syscall, errno, tunables, total } = answer;
  const subject = [syscall, errno?.name].filter(Boolean).join(' ');
  return [
    ...wrapped(subject === '' ? 'Settings' : `Settings behind ${subject}`, '   ', '').map(style.strong),
    ...kernelLines(kernel),
    ...tunables.flatMap((one) => [
      '',
      ...wrapped(tunableText(one), '   ', ''),
      ...(one.origins ?? [])
        .slice(0, 3)
        .flatMap((origin) => wrapped(`${origin.function}  ${origin.file}:${origin.line}`, '      ', '   ')),
    ]),
    ...moreLines(total, tunables.length),
  ];
}

export function tunableLines({ kernel, tunables }: Answer<typeof TunableAnswer>, style: Styles): Lines {
  return tunables.flatMap((one) => [
    ...wrapped(one.name, '   ', '').map(style.strong),
    ...kernelLines(kernel),
    ...wrapped(`${one.kind}  ${tunableText(one)}`, '   '),
    ...(one.documented === null ? [] : wrapped(one.documented.file, '   ')),
    ...one.failures
      .slice(0, 20)
      .flatMap(({ errno, function: name, file, line, guard }) => [
        ...apart(`${errno}  ${name}`, `${file}:${line}`),
        ...(guard === null ? [] : wrapped(`if ${guard}`, '      ', '   ')),
      ]),
    ...(one.failures.length > 20 ? [`${one.failures.length - 20} more: --json has all`] : []),
  ]);
}

export function causeFullLines(cause: Cause, style: Styles): Lines {
  return [
    ...causeLines(cause, style),
    ...cause.fixes.flatMap(({ does, command, lasts }) => [
      ...wrapped(`${lasts}: ${does}`, '   ', ' - '),
      ...(command === undefined ? [] : [`   ${command}`]),
    ]),
    ...cause.siblings.flatMap(({ name, why }) => wrapped(`not ${name}: ${why}`, '   ', ' - ')),
  ];
}

export function packsLines({ kernels }: Answer<typeof KernelsAnswer>, style: Styles): Lines {
  return kernels.flatMap(({ id, source, arches, functions, sites, edges, syscalls, builds }) => [
    ...wrapped(id, '   ', '').map(style.strong),
    ...wrapped(`from ${source}, for ${arches.join(', ')}`, '   '),
    ...wrapped(`${functions} functions, ${sites} sites, ${edges} edges, ${syscalls} syscalls`, '   '),
    ...builds.flatMap(({ release, arch }) => wrapped(`build ${release} (${arch})`, '      ', '   ')),
  ]);
}
