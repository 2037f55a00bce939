/** An answer to a question in plain words as text for a terminal: what was understood, what is asked back, the answer. */
import type { AskAnswer } from '../schemas/ask.js';
import {
  causeFullLines,
  errnoLines,
  functionLines,
  originsLines,
  syscallLines,
  tunableLines,
  tunablesLines,
} from './answer-text.js';
import { diffText } from './diff-text.js';
import { explainText } from './explain-text.js';
import { causeLines } from './origin-text.js';
import { planText } from './plan-text.js';
import { type Styles, wrapped } from './terminal.js';

export function askLines({ understood, asks, answer }: AskAnswer, style: Styles): readonly string[] {
  const { summary, assumed, facts, cause } = understood;
  return [
    ...wrapped(summary, '').map(style.strong),
    ...assumed.flatMap((one) => wrapped(one, '   ', ' - ')).map(style.faint),
    ...facts.flatMap(factLines).map(style.faint),
    ...(asks === null
      ? []
      : [
          '',
          ...wrapped(asks.question, '').map(style.warm),
          ...asks.choices.flatMap(({ label, q, note }) => [
            ...wrapped(q === label ? q : `${label}: errnopath ask ${q}`, '      ', ' - '),
            ...(note === null ? [] : wrapped(note, '      ').map(style.faint)),
          ]),
        ]),
    ...(cause !== null && answer?.kind !== 'cause' ? ['', ...causeLines(cause, style)] : []),
    ...(answer === null ? [] : ['', ...answerLines(answer, style)]),
  ];
}

function factLines({
  of,
  names,
  says,
  syscalls,
  since,
  before,
}: AskAnswer['understood']['facts'][number]): readonly string[] {
  const versions = since !== null ? ` since ${since}` : before !== null ? ` before ${before}` : '';
  const what = names === undefined ? `“${says}”` : names.slice(0, 3).join(', ');
  return wrapped(`${of}${versions}: ${what}: ${syscalls.join(', ')}`, '   ', ' - ');
}

function answerLines(answer: NonNullable<AskAnswer['answer']>, style: Styles): readonly string[] {
  switch (answer.kind) {
    case 'origins':
      return originsLines({ ...answer.body, origins: answer.body.origins.slice(0, SHOWN_ORIGINS) }, style);
    case 'errno':
      return errnoLines(answer.body, style);
    case 'syscall':
      return syscallLines(answer.body, style);
    case 'function':
      return functionLines(answer.body, style);
    case 'tunable':
      return tunableLines(answer.body, style);
    case 'tunables':
      return tunablesLines(answer.body, style);
    case 'cause':
      return causeFullLines(answer.body, style);
    case 'diff':
      return diffText(answer.body).trimEnd().split('\n');
    case 'plan':
      return planText(answer.body).trimEnd().split('\n');
    case 'explain':
      return explainText(answer.body).trimEnd().split('\n');
  }
}

/** A question is answered with what is likeliest; `errnopath origins` lists more. */
const SHOWN_ORIGINS = 3;
