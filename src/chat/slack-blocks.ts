/** A reply as Slack's Block Kit, within its limits. */
import type { Part, Reply, Span, View } from './reply.js';

/** Block Kit: 50 blocks a message, 3000 characters a text, 25 elements a row of actions, 2000 characters a value, 75 a label. */
const LIMITS = { blocks: 50, text: 3000, elements: 25, value: 2000, label: 75, context: 10 } as const;

export type SlackBlock = Readonly<Record<string, unknown>>;

export const SLACK_LABELS: Readonly<Record<View | 'share', string>> = {
  answer: 'Answer',
  commands: 'Show commands',
  others: 'Other origins',
  share: 'Share in channel',
};

/** What a button carries. */
interface Pressed {
  readonly view: View | 'share';
  readonly q: string;
}

/** @param shareable - whether a button offers to show it to all */
export function slackBlocks({ parts, buttons, choices, question }: Reply, shareable: boolean): readonly SlackBlock[] {
  const sections = parts.slice(0, LIMITS.blocks - 1).map(block);
  const pressed = [
    ...buttons.map((view) => button(SLACK_LABELS[view], { view, q: question })),
    ...choices.map(({ label, q }) => button(label, { view: 'answer', q })),
    ...(shareable ? [button(SLACK_LABELS.share, { view: 'share', q: question })] : []),
  ].filter((one) => String(one.value).length <= LIMITS.value);
  const actions = pressed.slice(0, LIMITS.elements).map((one, at) => ({ ...one, action_id: `errnopath_${at}` }));
  return actions.length === 0 ? sections : [...sections, { type: 'actions', elements: actions }];
}

/** What is shown where blocks are not: in notifications. */
export function slackSummary({ parts }: Reply): string {
  const [first] = parts;
  return first === undefined || first.kind === 'code'
    ? 'errnopath'
    : first.lines
        .map((line) => line.map(spanText).join(''))
        .join(' ')
        .slice(0, 300);
}

function button(label: string, pressed: Pressed): SlackBlock {
  const text = { type: 'plain_text', text: label.slice(0, LIMITS.label) };
  return { type: 'button', text, value: JSON.stringify(pressed) };
}

function block(part: Part): SlackBlock {
  if (part.kind === 'code') {
    const text = `\`\`\`${cut(escaped(part.text.replaceAll('`', "'")), LIMITS.text - 6)}\`\`\``;
    return { type: 'section', text: { type: 'mrkdwn', text } };
  }
  const text = part.lines.map((line) => line.map(spanText).join('')).join('\n');
  const shown = {
    type: 'mrkdwn',
    text: cut(text, LIMITS.text),
  };
  return part.kind === 'note' ? { type: 'context', elements: [shown] } : { type: 'section', text: shown };
}

/** No letter that is written as `&amp;` is cut in two, and no pair of surrogates. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text
    .slice(0, most - 1)
    .replace(/&\w{0,3}$/, '')
    .replace(/[\ud800-\udbff]$/, '')}…`;
}

function spanText(span: Span): string {
  if (typeof span === 'string') return plain(span);
  return 'code' in span ? `\`${escaped(span.code.replaceAll('`', "'"))}\`` : `*${plain(span.strong)}*`;
}

/** What would be bold, italic or struck is none: a zero-width space stands behind marks at the edge of a word. */
function plain(text: string): string {
  return escaped(text).replace(/(?<!\w)[*_~`]|[*_~`](?!\w)/g, '$&\u200b');
}

/** api.slack.com/reference/surfaces/formatting: these three alone; with them nobody and no channel is called. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
