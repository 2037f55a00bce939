/** The results of a run, a JSON line each, written as they come: an interrupted run goes on where it ended. */
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Cell } from './cell.js';

export interface Results {
  /** The newest result of each command. */
  readonly cells: readonly Cell[];
  has(key: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): boolean;
  /** Forgets commands of a scenario that its plan no longer has. */
  keep(kernel: string, scenario: string, planned: readonly Pick<Cell, 'step' | 'command'>[]): Promise<void>;
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
  let written = Promise.resolve();
  const inOrder = (write: () => Promise<void>) => {
    written = written.then(write);
    return written;
  };
  const save = async () => {
    await writeFile(`${path}.new`, [...cells.values()].map((cell) => `${JSON.stringify(cell)}\n`).join(''));
    await rename(`${path}.new`, path);
  };
  return {
    get cells() {
      return [...cells.values()];
    },
    has: (key) => cells.has(keyOf(key)),
    keep: async (kernel, scenario, planned) => {
      const kept = new Set(planned.map(({ step, command }) => keyOf({ kernel, scenario, step, command })));
      const gone = [...cells].filter(([key, cell]) => {
        return cell.kernel === kernel && cell.scenario === scenario && !kept.has(key);
      });
      for (const [key] of gone) cells.delete(key);
      if (gone.length > 0) await inOrder(save);
    },
    add: async (cell) => {
      cells.set(keyOf(cell), cell);
      await inOrder(() => appendFile(path, `${JSON.stringify(cell)}\n`));
    },
  };
}

function keyOf({ kernel, scenario, step, command }: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): string {
  return [kernel, scenario, step, command].join('\n');
}
