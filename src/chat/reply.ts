/** What a chat shows of an answer, whatever the chat: short, with the words that can be pressed. */
import type { AskAnswer } from '../schemas/ask.js';
import type { Origin } from '../schemas/origin.js';

/** A piece of a line. */
export type Span = string | { readonly code: string } | { readonly strong: string };
type Line = readonly Span[];

export type Part =
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'note'; readonly lines: readonly Line[] };

/** What a button leads to. */
export const VIEWS = ['answer', 'commands', 'others'] as const;
export type View = (typeof VIEWS)[number];

export interface Reply {
  readonly parts: readonly Part[];
  /** The question in short, for what is pressed next. */
  readonly question: string;
  readonly buttons: readonly View[];
  /** Questions that can be asked instead. */
  readonly choices: readonly { readonly label: string; readonly q: string }[];
}

const FIRST = 3;
const OTHERS = 8;
const MOST_CHOICES = 10;

/**
 * @param view - `others` shows the origins behind the first ones
 * @param first - origins, and whatever else an answer lists
 */
export function replyOf(answer: AskAnswer, view: Exclude<View, 'commands'> = 'answer', first = FIRST): Reply {
  const { understood, asks, answer: body } = answer;
  const question = shortQuestion(answer);
  const parts: Part[] = [
    { kind: 'lines', lines: [[{ strong: understood.summary }]] },
    ...(view === 'answer' ? causeParts(answer) : []),
    ...(body === null ? [] : view === 'others' ? otherParts(body) : partsOf(body, first)),
    ...(asks === null
      ? []
      : [{ kind: 'lines' as const, lines: [[asks.question], ...asks.choices.slice(0, MOST_CHOICES).map(choiceLine)] }]),
  ];
  const assumed = understood.assumed.map((one): Line => [one]);
  if (view === 'answer' && assumed.length > 0) parts.push({ kind: 'note', lines: assumed });
  const more = body?.kind === 'origins' && body.body.origins.length > FIRST;
  return {
    parts,
    question,
    buttons: body?.kind === 'origins' ? ['commands', ...(more && view === 'answer' ? (['others'] as const) : [])] : [],
    choices: (asks?.choices ?? []).slice(0, MOST_CHOICES).map(({ label, q }) => ({ label, q })),
  };
}

/** The first commands of a plan, which `answer` was the question of. */
export function commandsReply(plan: AskAnswer): Reply {
  const steps = plan.answer?.kind === 'plan' ? plan.answer.body.steps : [];
  const parts = steps
    .slice(0, 4)
    .flatMap(({ title, commands }): Part[] => [
      { kind: 'lines', lines: [[{ strong: title }]] },
      ...(commands.length === 0 ? [] : [{ kind: 'code' as const, text: commands[0]?.command ?? '' }]),
    ]);
  return { parts, question: shortQuestion(plan), buttons: [], choices: [] };
}

/** What can be asked again: names alone, so that it fits where little does. */
function shortQuestion({ question, understood }: AskAnswer): string {
  const { errno, syscall, cmd, fs, kernel, arch, kind } = understood;
  if (kind !== 'origins' && kind !== 'plan') return question.slice(0, 200);
  const words = [syscall, errno?.name, cmd, fs === null ? null : `on ${fs}`, kernel, arch];
  return words.filter((word) => word !== null && word !== undefined).join(' ');
}

function choiceLine({ q, note }: NonNullable<AskAnswer['asks']>['choices'][number]): Line {
  return ['• ', { code: q }, ...(note === null ? [] : [` ${note.slice(0, 160)}`])];
}

function causeParts({ understood: { cause }, answer }: AskAnswer): readonly Part[] {
  if (cause === null || answer?.kind === 'cause') return [];
  return [
    { kind: 'lines', lines: [[{ strong: 'Known cause:' }, ` ${cause.title}`], [cause.summary]] },
    ...checkParts(cause.checks),
  ];
}

function checkParts(checks: readonly { readonly command: string }[]): readonly Part[] {
  return checks.slice(0, 1).map(({ command }) => ({ kind: 'code', text: command }));
}

/** Origins behind the first ones. */
function otherParts(answer: Answered): readonly Part[] {
  const origins = answer.kind === 'origins' ? answer.body.origins.slice(FIRST, FIRST + OTHERS) : [];
  return origins.map((origin) => ({ kind: 'lines', lines: originLines(origin, false) }));
}

type Answered = NonNullable<AskAnswer['answer']>;
/** An answer, by which call it was asked with. */
type Body = { [Kind in Answered['kind']]: Pick<Extract<Answered, { kind: Kind }>, 'kind' | 'body'> }[Answered['kind']];

/** @param most - origins, steps, definitions and whatever else an answer lists */
export function partsOf(answer: Body, most: number): readonly Part[] {
  switch (answer.kind) {
    case 'origins': {
      const { origins, total } = answer.body;
      if (total === 0) return lines(['No function is known in which it can start.']);
      return origins.slice(0, most).map((origin) => ({ kind: 'lines', lines: originLines(origin, true) }));
    }
    case 'errno':
      return lines([{ strong: answer.body.name }, ` ${answer.body.number ?? ''} ${answer.body.message ?? ''}`]);
    case 'syscall':
      return lines([{ code: answer.body.entry }], [answer.body.errnos.map(({ name }) => name).join(', ')]);
    case 'function':
      return answer.body.definitions.slice(0, most).map(({ name, file, line, probe, sites }) => ({
        kind: 'lines',
        lines: [
          [{ code: name }, `  ${file}:${line}`],
          ['attach to ', { code: probe.symbol }, `: ${share(probe.likelihood)}, ${probe.evidence}`],
          ...sites.slice(0, 2 * most).map((site): Line => [`${site.line}: ${site.errno} `, ...guardSpans(site.guard)]),
        ],
      }));
    case 'tunable':
      return answer.body.tunables.slice(0, most).map(({ name, path, default: unset, failures }) => ({
        kind: 'lines',
        lines: [
          [{ code: name }, ` ${path ?? ''} ${unset ? `(${unset} unless set)` : ''}`],
          ...failures
            .slice(0, 6)
            .map((one): Line => [`${one.errno} in `, { code: one.function }, ` ${one.file}:${one.line}`]),
        ],
      }));
    case 'tunables':
      return lines(
        ...answer.body.tunables.slice(0, 3 * most).map(({ name, path }): Line => [{ code: name }, ` ${path ?? ''}`]),
      );
    case 'diff': {
      const { from, to, changes, total, errnos } = answer.body;
      const gained =
        errnos === null
          ? []
          : [[`gained: ${errnos.appeared.join(', ') || 'none'}`], [`lost: ${errnos.went.join(', ') || 'none'}`]];
      return lines(
        [`${from.id} → ${to.id}: ${total} changes`],
        ...gained,
        ...changes.slice(0, 3 * most).map((one): Line => [`${one.change} `, { code: one.function }]),
      );
    }
    case 'cause':
      return [...lines([{ strong: answer.body.title }], [answer.body.summary]), ...checkParts(answer.body.checks)];
    case 'plan':
      return answer.body.steps
        .slice(0, 3)
        .flatMap(({ title, commands }): Part[] => [
          ...lines([{ strong: title }]),
          ...(commands[0] === undefined ? [] : [{ kind: 'code' as const, text: commands[0].command }]),
        ]);
    case 'explain': {
      const { summary, chain } = answer.body;
      return lines([summary], ...(chain.length > 1 ? [[{ code: chain.join(' → ') }]] : []));
    }
  }
}

function lines(...all: readonly Line[]): readonly Part[] {
  return [{ kind: 'lines', lines: all }];
}

function originLines(
  { rank, function: name, file, line, score, sites, path, causes = [] }: Origin,
  whole: boolean,
): readonly Line[] {
  const [site] = sites;
  const tunables = [...new Set(sites.flatMap((one) => one.tunables.map((tunable) => tunable.name)))];
  const head: Line = [`${rank}. `, { code: name }, ` ${file}:${site?.line ?? line} (${share(score)})`];
  if (!whole) return [head, ...(site?.guard ? [guardSpans(site.guard)] : [])];
  return [
    head,
    ...(site?.guard ? [guardSpans(site.guard)] : []),
    ...(tunables.length > 0 ? [['depends on ', { code: tunables.slice(0, 4).join(', ') }]] : []),
    ...causes.slice(0, 2).map(({ title }): Line => [`known cause: ${title}`]),
    [{ code: path.map((frame) => frame.function).join(' → ') }],
  ];
}

function guardSpans(guard: string | null): Line {
  return guard === null ? [] : ['if ', { code: guard }];
}

function share(likelihood: number): string {
  return `${Math.round(likelihood * 100)} %`;
}
