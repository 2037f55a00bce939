/** How many questions are understood: those of a file like test/ask/questions.jsonl, and what is wrong with the others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPacks } from '../src/node/load-packs.js';
import { createApp } from '../src/routes/app.js';
import { AskAnswer } from '../src/schemas/ask.js';
import { VERSION } from '../src/version.js';
import { misunderstood, readQuestions } from '../test/ask/expected.js';

const ROOT = join(import.meta.dirname, '..');

/** `npm run understood [-- QUESTIONS.jsonl…]`: prints what is wrong, then how many are right, asked back, and wrong. */
export async function runUnderstood(argv: readonly string[]): Promise<number> {
  const { packs, builds, close } = await loadPacks(join(ROOT, 'data/packs'), join(ROOT, 'data/builds'));
  const app = createApp({ packs, builds, version: VERSION, compress: false, timeLimit: 120_000 });
  for (const file of argv.length > 0 ? argv : [join(ROOT, 'test/ask/questions.jsonl')]) {
    const questions = readQuestions(readFileSync(file, 'utf8'));
    const [asked, wrong]: [string[], string[]] = [[], []];
    for (const question of questions) {
      const response = await app.request(`/v1/ask?${new URLSearchParams({ q: question.q })}`);
      const answer = AskAnswer.parse(await response.json());
      const found = misunderstood(question, answer);
      if (found.length === 0) continue;
      const { read, syscalls } = answer.understood;
      const taken = read.map(({ text, as, means, how }) => `${text} = ${as} ${means} (${how})`);
      const line = [question.q, `  ${found.join('; ')}`, `  of ${syscalls.join(' ')}; ${taken.join('; ')}`].join('\n');
      (answer.asks === null ? wrong : asked).push(line);
    }
    for (const line of asked) print(`asked back: ${line}`);
    for (const line of wrong) print(`wrong: ${line}`);
    const right = questions.length - asked.length - wrong.length;
    print(`${file}: ${right} of ${questions.length} right, ${asked.length} asked back, ${wrong.length} wrong`);
  }
  await close();
  return 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
