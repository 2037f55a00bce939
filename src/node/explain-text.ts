/** An explanation as text for a terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { ExplainAnswer } from '../schemas/explain.js';
import { kernelLines, percent, tunableText } from './origin-text.js';
import { wrapped } from './terminal.js';

/** What was understood first, then how, then what to run. */
export function explainText(answer: ExplainAnswer): string {
  const { kernel, arch, summary, frames, origin, confidence, likely, problems, next, warnings } = answer;
  const lines = [...wrapped(summary, ''), '', ...kernelLines(kernel, arch)];
  if (frames.length > 0)
    lines.push(
      '',
      'From the entry down:',
      ...frames.flatMap(({ function: name, file, line, seen, value }) => frameLines(name, file, line, seen, value)),
    );
  if (origin !== null) lines.push('', ...originLines(origin));
  lines.push('', `Sure? ${confidence.level}`, ...confidence.reasons.flatMap((one) => wrapped(one, '   ', ' - ')));
  if (likely.length > 0)
    lines.push(
      '',
      'Else it can be:',
      ...likely.flatMap(({ function: name, file, line, score }) =>
        wrapped(`${name}  ${file}:${line}  ${percent(score)}`, '      ', '   '),
      ),
    );
  if (problems.length > 0)
    lines.push('', 'Trouble:', ...problems.flatMap(({ advice }) => wrapped(advice, '   ', ' - ')));
  if (next.length > 0) lines.push('', 'Next:');
  next.forEach((step, i) => {
    lines.push('', ...wrapped(step.title, '   ', `${i + 1}. `), ...wrapped(step.why, '   '));
    for (const { command } of step.commands) lines.push('', command);
  });
  if (warnings.length > 0) lines.push('', 'Mind:', ...warnings.flatMap((one) => wrapped(one, '   ', ' - ')));
  return `${stripVTControlCharacters(lines.join('\n'))}\n`;
}

function frameLines(
  name: string,
  file: string | null,
  line: number | null,
  seen: string | null,
  value: string | null,
): readonly string[] {
  const place = file === null ? '' : `  ${file}${line === null ? '' : `:${line}`}`;
  const how =
    seen === 'returned'
      ? `  returned ${value ?? 'the errno'}`
      : seen === 'stack'
        ? '  on the stack'
        : seen === 'entered'
          ? '  was entered'
          : '';
  return wrapped(`${name}${place}${how}`, '      ', '   ');
}

function originLines({
  function: name,
  file,
  sites,
  causes = [],
}: NonNullable<ExplainAnswer['origin']>): readonly string[] {
  const shown = sites.flatMap(({ line, guard, tunables }) => [
    ...wrapped(`${file}:${line}${guard === null ? '' : `  ${guard}`}`, '      ', '   '),
    ...tunables.flatMap((one) => wrapped(tunableText(one), '         ', '      ')),
  ]);
  const known = causes.flatMap(({ title, checks }) => [
    ...wrapped(title, '   ', ' - '),
    ...checks.flatMap(({ command, proves }) => [`   ${command}`, ...wrapped(proves, '      # ')]),
  ]);
  return [...wrapped(`${name}:`, ''), ...shown, ...(known.length > 0 ? ['', 'Known causes:', ...known] : [])];
}
