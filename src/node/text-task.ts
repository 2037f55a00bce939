/** Decodes one table of texts, in a thread of its own where there is a compiled worker for it. */

import { Worker } from 'node:worker_threads';
import { decodeTexts, type TextTable } from '../store/text-columns.js';

export interface TextTask {
  readonly columns: readonly string[];
  /** For each row 1 where it starts a group. */
  readonly starts: Uint8Array;
  readonly bytes: Uint8Array;
}

export function decodeTask({ columns, starts, bytes }: TextTask): TextTable {
  const table: TextTable = Object.fromEntries(columns.map((name) => [name, []]));
  decodeTexts(table, starts.length, (row) => starts[row] === 1, bytes);
  return table;
}

/** Threads hand texts over as one: no text of a pack holds a line break. */
export function joined(table: TextTable): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(table).map(([name, texts]) => [name, texts.join('\n')]));
}

/** Like {@link decodeTask}, beside what this thread does meanwhile; in TypeScript (under test) in this one. */
export async function decodeBeside(task: TextTask): Promise<TextTable> {
  if (import.meta.url.endsWith('.ts') || task.starts.length === 0) return decodeTask(task);
  const worker = new Worker(new URL('./text-worker.js', import.meta.url), { workerData: task });
  const texts = await new Promise<ReturnType<typeof joined>>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.split('\n')]));
}
