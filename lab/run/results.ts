/** The results of a run, a JSON line each, written as they come: an interrupted run goes on where it ended. */
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Cell } from './cell.js';

export interface Results {
  /** The newest result of each command. */
  readonly cells: readonly Cell[];
  has(key: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): boolean;
  /** Forgets commands of a scenario that its plan no longer has. */
  keep(kernel: string, scenario: string, planned: readonly Pick<Cell, 'step' | 'command'>[]): Promise<void>;
  add(cell: Cell): Promise<void>;
}

/** @param kept - a file of `keepResults`, from which a path goes on that has no results yet */
export async function openResults(path: string, kept?: string): Promise<Results> {
  await mkdir(dirname(path), { recursive: true });
  const text = await readFile(path, 'utf8').catch(() => begun(path, kept));
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

async function begun(path: string, kept: string | undefined): Promise<string> {
  if (kept === undefined) return '';
  const text = gunzipSync(await readFile(kept)).toString();
  await writeFile(path, text);
  return text;
}

/** Writes results to a compressed file that is the same whatever order they came in. */
export async function keepResults({ cells }: Results, path: string): Promise<void> {
  const lines = cells.map((cell) => ({ key: keyOf(cell), line: `${JSON.stringify(cell)}\n` }));
  lines.sort((a, b) => (a.key < b.key ? -1 : 1));
  await writeFile(path, gzipSync(lines.map(({ line }) => line).join(''), { level: 9 }));
}

function keyOf({ kernel, scenario, step, command }: Pick<Cell, 'kernel' | 'scenario' | 'step' | 'command'>): string {
  return [kernel, scenario, step, command].join('\n');
}
