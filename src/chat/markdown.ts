/** A reply as Markdown (CommonMark, Mattermost, Discord), within a number of characters. */
import type { Part, Reply, Span } from './reply.js';

/** Whole parts, as many as fit; what is left out is said. */
export function markdownOf({ parts }: Pick<Reply, 'parts'>, most = Number.POSITIVE_INFINITY): string {
  const texts: string[] = [];
  let length = 0;
  for (const part of parts) {
    const text = partText(part);
    if (length + text.length + 2 + LEFT_OUT.length > most) {
      texts.push(texts.length === 0 ? cut(text, most) : LEFT_OUT);
      break;
    }
    texts.push(text);
    length += text.length + 2;
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
