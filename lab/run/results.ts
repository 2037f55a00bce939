/** The results of a run, a JSON line each, written as they come: an interrupted run goes on where it ended. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Cell } from './cell.js';

export interface Results {
  /** The newest result of each command. */
  readonly cells: readonly Cell[];
  has(key: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): boolean;
  add(cell: Cell): Promise<void>;
}

export async function openResults(path: string): Promise<Results> {
  await mkdir(dirname(path), { recursive: true });
  const text = await readFile(path, 'utf8').catch(() => '');
  const cells = new Map<string, Cell>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const cell = Cell.parse(JSON.parse(line));
    cells.set(keyOf(cell), cell);
  }
  return {
    get cells() {
      return [...cells.values()];
    },
    has: (key) => cells.has(keyOf(key)),
    add: async (cell) => {
      cells.set(keyOf(cell), cell);
      await appendFile(path, `${JSON.stringify(cell)}\n`);
    },
  };
}

function keyOf({ kernel, scenario, step, command }: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): string {
  return [kernel, scenario, step, command].join('\n');
}
