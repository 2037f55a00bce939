/** A reply as Markdown (CommonMark, Mattermost, Discord), within a number of characters. */
import type { Part, Reply, Span } from './reply.js';

/**
 * Whole parts, as many as fit; what is left out is said.
 * @param sizeOf - what `most` counts: characters unless told
 */
export function markdownOf(
  { parts }: Pick<Reply, 'parts'>,
  most = Number.POSITIVE_INFINITY,
  sizeOf: (text: string) => number = (text) => text.length,
): string {
  const texts: string[] = [];
  let size = 0;
  for (const part of parts) {
    const text = partText(part);
    if (size + sizeOf(text) + 2 + sizeOf(LEFT_OUT) > most) {
      // A part alone that is too large is cut where it would fit if all of it were as wide.
      texts.push(texts.length === 0 ? cut(text, Math.floor((most * text.length) / sizeOf(text))) : LEFT_OUT);
      break;
    }
    texts.push(text);
    size += sizeOf(text) + 2;
  }
  return texts.join('\n\n');
}

const LEFT_OUT = '…';

function cut(text: string, most: number): string {
  return `${text.slice(0, most - 1).replaceAll('`', "'")}…`;
}

function partText(part: Part): string {
  if (part.kind === 'code') return fenced(part.text);
  const lines = part.lines.map((line) => line.map(spanText).join(''));
  return part.kind === 'note' ? lines.map((line) => `_${line}_`).join('  \n') : lines.join('  \n');
}

function spanText(span: Span): string {
  if (typeof span === 'string') return plain(span);
  return 'code' in span ? inline(span.code) : `**${plain(span.strong)}**`;
}

/** Nobody is called by what a kernel or a question says. */
function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]<>~|#]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/\s*\n\s*/g, ' ');
}

/** Back-ticks end no code: they become quotes. */
function inline(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}

function fenced(text: string): string {
  return `\`\`\`sh\n${text.replaceAll('```', "'''")}\n\`\`\``;
}
