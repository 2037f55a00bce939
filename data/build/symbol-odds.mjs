/**
 * Makes data/symbol-odds.json: how likely gcc leaves a static function whole, by where it is called from and its size,
 * fitted to the symbols of compiled kernels; and prints how well that tells their functions, and those of other kernels.
 *
 *   node data/build/symbol-odds.mjs PACKS fit:6.1,x86_64,SYMBOLS,CONFIG … test:6.12,arm64,SYMBOLS,CONFIG …
 *
 * SYMBOLS is a text with a symbol as the last word of each line (System.map, `nm`), CONFIG the kernel's /boot/config file.
 * Files that test/truth/functions-6.1.jsonl.gz is about are left out of the fit. With `test:` alone what stands in the file
 * is judged. Needs dist/ (`npm run build`).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeCondition, parseCondition } from '../../dist/src/domain/condition.js';
import { compiledFor, functionNames } from '../../dist/src/domain/export/function-names.js';
import { loadGraph } from '../../dist/src/domain/graph.js';
import { optionOfLine, optionTest } from '../../dist/src/domain/kernel-options.js';
import { symbolLikelihood } from '../../dist/src/domain/probe.js';
import { SURE } from '../../dist/src/domain/truth.js';
import { openPacks } from '../../dist/src/node/pack-cache.js';
import { CALLED, FunctionFlag, isLeftToCompiler } from '../../dist/src/store/schema.js';

/** Where the truth of `npm run accuracy` is from. */
const KEPT_BACK = /^(?:fs\/(?:namespace|open)\.c$|fs\/ext4\/|ipc\/|mm\/mmap\.c$|net\/unix\/)/;
const FOLDS = 5;
const RECALL = 0.95;
/** Fewer functions than this tell nothing: they are taken for some that are called once. */
const FEWEST = 50;

/**
 * @typedef {object} Row a function that the kernel surely compiles, under a name that it has once
 * @property {string} file
 * @property {boolean} real it has a symbol
 * @property {boolean} site it holds a site
 * @property {number} likelihood as the pack's own prediction has it now
 * @property {string | undefined} kind `static` or `inline`, for one that is left to the compiler
 * @property {string} called
 * @property {number} size
 */

const [folder, ...sources] = process.argv.slice(2);
if (folder === undefined || sources.length === 0) throw new Error('usage: see the head of this file');
const { packs } = await openPacks({ folder });
const read = [];
for (const source of sources) read.push({ source, rows: await rowsOf(source) });
const fitted = read.filter(({ source }) => source.startsWith('fit:')).flatMap(({ rows }) => rows);
const free = fitted.filter(({ file }) => !KEPT_BACK.test(file));
const file = join(import.meta.dirname, '../symbol-odds.json');
const odds = free.length > 0 ? oddsOf(free) : JSON.parse(readFileSync(file, 'utf8'));
if (free.length > 0) writeFileSync(file, `${JSON.stringify(odds, null, 2)}\n`);

for (let fold = 0; fold < FOLDS && free.length > 0; fold++) {
  const others = oddsOf(free.filter(({ file }) => foldOf(file) !== fold));
  report(
    `fold ${fold} of the files, from the others`,
    free.filter(({ file }) => foldOf(file) === fold),
    others,
  );
}
for (const { source, rows } of read) {
  report(source, rows, odds);
  report(
    `${source}, with a site`,
    rows.filter(({ site }) => site),
    odds,
  );
  report(
    `${source}, kept back`,
    rows.filter(({ file }) => KEPT_BACK.test(file)),
    odds,
  );
  for (const called of CALLED)
    report(
      `${source}, static, ${called}`,
      rows.filter((row) => row.kind === 'static' && row.called === called),
      odds,
    );
}

/** @returns {Promise<Row[]>} */
async function rowsOf(/** @type {string} */ source) {
  const [kernel, arch, symbolFile, configFile] = source.replace(/^\w+:/, '').split(',');
  const store = packs.find(({ manifest }) => manifest.kernel.line === kernel)?.store;
  if (!store || !symbolFile || !configFile) throw new Error(`${source}: no such pack, or no files`);
  const graph = await loadGraph(store);
  const symbols = new Set(
    readFileSync(symbolFile, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/).at(-1) ?? '')
      .filter((name) => !name.endsWith('.cold'))
      .map((name) => name.replace(/\.(?:isra|constprop|part|llvm)\..*$/, '')),
  );
  const options = new Map(
    readFileSync(configFile, 'utf8')
      .split('\n')
      .map(optionOfLine)
      .filter((option) => option !== undefined),
  );
  const test = optionTest(options);
  const holds = (/** @type {unknown} */ text) => !text || judgeCondition(parseCondition(String(text)), test) === SURE;
  const files = (await store.all('SELECT config FROM file ORDER BY id')).map((row) => holds(row.config));
  const configs = (await store.all('SELECT config FROM function ORDER BY id')).map((row) => row.config);
  const names = await functionNames({ store, graph });
  const ofArch = compiledFor(graph, arch);
  const ids = [];
  for (let file = 0; file < files.length; file++) {
    if (!files[file] || names.paths[file]?.endsWith('.h')) continue;
    for (let id = graph.fileStart[file]; id < graph.fileStart[file + 1]; id++)
      if (ofArch(id) && !(graph.functionFlags[id] & (FunctionFlag.stub | FunctionFlag.syscall))) ids.push(id);
  }
  const times = new Map();
  for (const id of ids) times.set(names.name(id), (times.get(names.name(id)) ?? 0) + 1);
  // A file of which nothing global is there was not built after all.
  const built = new Set(
    ids.filter((id) => !(graph.functionFlags[id] & FunctionFlag.static) && symbols.has(names.name(id))).map(names.file),
  );
  const onlyStatic = new Set(ids.map(names.file));
  for (const id of ids) if (!(graph.functionFlags[id] & FunctionFlag.static)) onlyStatic.delete(names.file(id));
  const sites = new Set(graph.siteFunction);
  return ids
    .filter((id) => times.get(names.name(id)) === 1 && holds(configs[id]))
    .filter((id) => built.has(names.file(id)) || onlyStatic.has(names.file(id)))
    .map((id) => {
      const flags = graph.functionFlags[id];
      const kind = flags & FunctionFlag.inline ? 'inline' : 'static';
      return {
        file: names.file(id),
        real: symbols.has(names.name(id)),
        site: sites.has(id),
        likelihood: symbolLikelihood(graph, id),
        kind: isLeftToCompiler(flags) && !(flags & FunctionFlag.untraceable) ? kind : undefined,
        called: CALLED[graph.functionCalled[id]] ?? '',
        size: graph.functionSize[id],
      };
    });
}

function oddsOf(/** @type {Row[]} */ rows) {
  /** @type {Record<string, Record<string, { base: number, bySize: number }>>} */
  const all = {};
  for (const kind of ['static', 'inline']) {
    all[kind] = { once: { base: 0, bySize: 0 } };
    for (const called of CALLED) {
      const of = rows.filter((row) => row.kind === kind && row.called === called);
      all[kind][called] = of.length < FEWEST ? { ...all[kind].once } : logistic(of);
    }
  }
  return all;
}

/** Newton's method on the log likelihood, with a weak pull towards the likelihood one half. */
function logistic(/** @type {Row[]} */ rows) {
  let [base, bySize] = [0, 0];
  for (let round = 0; round < 30; round++) {
    let [g0, g1, h00, h01, h11] = [-0.1 * base, -0.1 * bySize, 0.1, 0, 0.1];
    for (const { size, real } of rows) {
      const p = chance({ base, bySize }, size);
      const w = p * (1 - p);
      g0 += (real ? 1 : 0) - p;
      g1 += ((real ? 1 : 0) - p) * size;
      h00 += w;
      h01 += w * size;
      h11 += w * size * size;
    }
    const det = h00 * h11 - h01 * h01;
    const step = [(h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det];
    const most = Math.max(1, ...step.map(Math.abs));
    base += step[0] / most;
    bySize += step[1] / most;
  }
  return { base: Number(base.toFixed(2)), bySize: Number(bySize.toFixed(2)) };
}

function chance(/** @type {{ base: number, bySize: number }} */ { base, bySize }, /** @type {number} */ size) {
  return 1 / (1 + Math.exp(-base - bySize * size));
}

/** Prints the share that has a symbol, precision at the recall, and Brier. */
function report(/** @type {string} */ name, /** @type {Row[]} */ rows, /** @type {ReturnType<typeof oddsOf>} */ all) {
  const scored = rows.map((row) => ({
    real: row.real,
    likelihood: row.kind === undefined ? row.likelihood : chance(all[row.kind][row.called], row.size),
  }));
  const real = scored.filter((row) => row.real).sort((a, b) => b.likelihood - a.likelihood);
  const threshold = real[Math.ceil(RECALL * real.length) - 1]?.likelihood ?? 0;
  const found = scored.filter(({ likelihood }) => likelihood >= threshold);
  const brier = scored.reduce((sum, row) => sum + (row.likelihood - (row.real ? 1 : 0)) ** 2, 0) / scored.length;
  const sure = scored.filter((row) => row.likelihood >= 0.5 === row.real).length / scored.length;
  const figures = [
    real.length / scored.length,
    found.filter((row) => row.real).length / found.length,
    brier,
    sure,
    threshold,
  ];
  const texts = figures.map((value) => value.toFixed(4).padStart(7));
  process.stdout.write(`${String(scored.length).padStart(7)} ${texts.join(' ')}  ${name}\n`);
}

/** One of the folds, always the same for a file. */
function foldOf(/** @type {string} */ file) {
  let hash = 0;
  for (const c of file) hash = (hash * 31 + (c.codePointAt(0) ?? 0)) >>> 0;
  return hash % FOLDS;
}
