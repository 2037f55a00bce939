/** The code of a release that a kernel with certain options does not have. */

import { type Condition, type ConditionTest, judgeCondition, parseCondition } from './condition.js';
import { fileOf } from './graph.js';
import { kept } from './kept.js';
import { type KernelOptions, nameOfOptions, optionTest } from './kernel-options.js';
import type { Pack } from './pack.js';
import type { Place } from './symbols.js';
import { NEVER, SURE } from './truth.js';

export interface AbsentCode {
  /** 1 for each function that is not compiled. */
  readonly functions: Uint8Array;
  /** 1 for each site that is not compiled. */
  readonly sites: Uint8Array;
  /** Where a function is; undefined where that is not known. */
  placeOf(fn: number): Place | undefined;
}

/** Rows of one table that stand under one condition. */
interface Under {
  readonly condition: Condition;
  readonly rows: number[];
}

/** What stands under conditions, read once of a pack. */
interface Conditional {
  readonly file: readonly Under[];
  readonly function: readonly Under[];
  readonly site: readonly Under[];
}

/** Configurations that are remembered of a pack: those of builds, and the last that were sent. */
const MOST_REMEMBERED = 12;

/** Judges all conditions of a pack; what may be compiled is kept. */
export async function absentCode(pack: Pack, options: KernelOptions): Promise<AbsentCode> {
  const known = pack.memory.recall('absent', '', 1, () => new Map<KernelOptions, Promise<AbsentCode>>());
  const before = known.get(options);
  if (before) return before;
  const made = judged(pack, options);
  for (const oldest of known.keys()) if (known.size >= MOST_REMEMBERED) known.delete(oldest);
  known.set(options, made);
  made.catch(() => known.delete(options));
  return made;
}

async function judged(pack: Pack, options: KernelOptions): Promise<AbsentCode> {
  const name = nameOfOptions(options);
  const judge = (): Promise<Judged> => judgeAll(pack, options);
  const { functions, sites, places } =
    name === undefined ? await judge() : await kept(pack.store, `absent-${name}`, judge);
  return { functions, sites, placeOf: (fn) => PLACE_NAMES[places[fileOf(pack.graph, fn)] as number] };
}

/** As {@link AbsentCode}, and the place of each file. */
interface Judged extends Pick<AbsentCode, 'functions' | 'sites'> {
  readonly places: Uint8Array;
}

async function judgeAll(pack: Pack, options: KernelOptions): Promise<Judged> {
  const conditional = await pack.memory.recall('conditional', '', 1, () => readConditional(pack));
  const { graph } = pack;
  const test = optionTest(options);
  const builtIn = builtInTest(test, options);
  const functions = new Uint8Array(graph.functions);
  const sites = new Uint8Array(graph.siteErrno.length);
  const absent = (under: readonly Under[], mark: (row: number) => void): void => {
    for (const { condition, rows } of under) if (judgeCondition(condition, test) === NEVER) rows.forEach(mark);
  };
  absent(conditional.file, (file) => functions.fill(1, graph.fileStart[file], graph.fileStart[file + 1]));
  const places = new Uint8Array(graph.fileStart.length - 1);
  for (const { condition, rows } of conditional.file) {
    const inKernel = judgeCondition(condition, builtIn);
    for (const file of rows) places[file] = inKernel === SURE ? IN_KERNEL : inKernel === NEVER ? IN_MODULE : 0;
  }
  absent(conditional.function, (fn) => {
    functions[fn] = 1;
  });
  absent(conditional.site, (site) => {
    sites[site] = 1;
  });
  return { functions, sites, places };
}

const IN_KERNEL = 1;
const IN_MODULE = 2;
const PLACE_NAMES: readonly (Place | undefined)[] = [undefined, 'kernel', 'module'];

/** The same where code in modules does not count: what an option of the value `m` builds is in one. */
function builtInTest(test: ConditionTest, options: KernelOptions): ConditionTest {
  return (macro, name) => (options.get(name) === 'm' ? NEVER : test(macro, name));
}

async function readConditional(pack: Pack): Promise<Conditional> {
  const read = async (table: 'file' | 'function' | 'site'): Promise<readonly Under[]> => {
    const under = new Map<string, Under>();
    for (const { id, config } of await pack.store.all(`SELECT id, config FROM ${table} WHERE config IS NOT NULL`)) {
      const text = String(config);
      const known = under.get(text);
      if (known) known.rows.push(Number(id));
      else under.set(text, { condition: parseCondition(text), rows: [Number(id)] });
    }
    return [...under.values()];
  };
  return { file: await read('file'), function: await read('function'), site: await read('site') };
}
