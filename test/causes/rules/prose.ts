/** Sentences are sentences, titles are titles, and nothing stands there twice. */
import type { Rule } from '../rule.js';

export const prose: Rule = {
  name: 'is written in sentences, each once',
  problems: ({ title, summary, checks, fixes, siblings, messages, sources, syscalls }) => {
    const sentences = [
      summary,
      ...checks.map(({ proves }) => proves),
      ...fixes.map(({ does }) => does),
      ...siblings.map(({ why }) => why),
    ];
    const lists = [messages, sources, syscalls, checks.map(({ command }) => command)];
    return [
      ...(/[.!?]$/.test(title) ? ['the title ends like a sentence'] : []),
      ...sentences.filter((text) => !/[.!?)]$/.test(text)).map((text) => `no end: "${text}"`),
      ...sentences.filter((text) => / {2}|\n/.test(text)).map((text) => `stray space: "${text}"`),
      ...lists
        .flatMap((list) => list.filter((item, at) => list.indexOf(item) !== at))
        .map((item) => `twice: "${item}"`),
    ];
  },
};
