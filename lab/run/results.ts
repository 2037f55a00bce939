/** The results of a run, a JSON line each, written as they come: an interrupted run goes on where it ended. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Cell } from './cell.js';

export interface Results {
  /** The newest result of each command. */
  readonly cells: readonly Cell[];
  /** Writes the file anew, without what is forgotten. */
  save(): Promise<void>;
  has(key: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): boolean;
  /** Forgets commands of a scenario that its plan no longer has. */
  keep(kernel: string, scenario: string, planned: readonly Pick<Cell, 'step' | 'command'>[]): void;
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
    save: () => writeFile(path, [...cells.values()].map((cell) => `${JSON.stringify(cell)}\n`).join('')),
    has: (key) => cells.has(keyOf(key)),
    keep: (kernel, scenario, planned) => {
      const kept = new Set(planned.map(({ step, command }) => keyOf({ kernel, scenario, step, command })));
      for (const [key, cell] of cells) {
        if (cell.kernel === kernel && cell.scenario === scenario && !kept.has(key)) cells.delete(key);
      }
    },
    add: async (cell) => {
      cells.set(keyOf(cell), cell);
      await appendFile(path, `${JSON.stringify(cell)}\n`);
    },
  };
}

function keyOf({ kernel, scenario, step, command }: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): string {
  return [kernel, scenario, step, command].join('\n');
}
