/** Scores which errnos each function returns, itself or through its callees, against what smatch derived. */

import type { CallsExport, ReturnsExport, Rows, SitesExport } from './exports.js';
import type { Measured, Miss } from './measured.js';
import { plainName } from './plain-name.js';
import type { ReturnsRow } from './rows.js';
import { share } from './score.js';

/** Spellings of one number on x86: smatch knows the number only. */
const SAME_ERRNO: Readonly<Record<string, string>> = {
  EWOULDBLOCK: 'EAGAIN',
  EDEADLOCK: 'EDEADLK',
  EFSCORRUPTED: 'EUCLEAN',
  EFSBADCRC: 'EBADMSG',
  ENOATTR: 'ENODATA',
  ENOTSUP: 'EOPNOTSUPP',
  EWRONGFS: 'EINVAL',
};

/** What the pack says beside the closure: it tells why an errno is missing. */
export interface ReturnsContext {
  readonly calls: Rows<CallsExport>;
  readonly sites: Rows<SitesExport>;
}

interface Expected {
  readonly file: string;
  readonly name: string;
  readonly errnos: Map<string, string>;
  readonly deep: Set<string>;
  readonly type: string;
  /** Where EPERM is a plain -1: one of the function's own is not scored. */
  minus1: ReturnsRow['minus1'];
  complete: boolean;
}

/** A callee that returns an errno, as a key, and how it is reached. */
interface Through {
  readonly from: 'a callee' | 'one of an ops table';
  readonly callee: string;
}

/** Errno → whether it is written in the function itself. */
type Returned = Map<string, boolean>;

/**
 * Recall is over all pairs of function and errno that smatch has; `deep` are those that it saw only through callees in
 * other files. Precision is over the functions whose set smatch knows completely, and a lower bound: code that one
 * configuration leaves out counts as wrong. Functions have file and name, files are paths in the tree.
 */
export async function scoreReturns(
  truth: readonly ReturnsRow[],
  returns: Rows<ReturnsExport>,
  context: ReturnsContext,
): Promise<Measured> {
  const expected = expectedOf(truth);
  const callees = await calleesOf(expected, context.calls);
  const sites = await sitesOf(expected, context.sites);
  const wanted = new Set([...callees.values()].flatMap((known) => [...known.keys()]));
  const returned = new Map<string, Returned>();
  for await (const row of returns) {
    const key = keyOf(row.file, row.function);
    if (!expected.has(key) && !wanted.has(key)) continue;
    const known = returned.get(key) ?? new Map<string, boolean>();
    returned.set(key, known);
    if (typeof row.errno !== 'string') continue;
    const errno = SAME_ERRNO[row.errno] ?? row.errno;
    known.set(errno, known.get(errno) === true || row.own === true);
  }
  const count = { pairs: 0, hit: 0, deep: 0, deepHit: 0, shown: 0, right: 0 };
  const misses: Miss[] = [];
  for (const [key, function_] of expected) {
    const found = returned.get(key) ?? new Map<string, boolean>();
    const through = (errno: string): Through | undefined => {
      const ways = [...(callees.get(key) ?? [])].filter(([callee]) => returned.get(callee)?.has(errno));
      const [callee, via] = ways.find(([, how]) => how !== 'ops') ?? ways[0] ?? [];
      return callee === undefined ? undefined : { from: via === 'ops' ? 'one of an ops table' : 'a callee', callee };
    };
    const miss = (reason: string, errno: string, text: string): void => {
      misses.push({ reason, subject: `${function_.name} ${errno}`, text });
    };
    for (const [errno, lines] of function_.errnos) {
      if (minusOne(function_, errno) === 'own') continue;
      const deep = function_.deep.has(errno);
      const hit = found.has(errno);
      count.pairs += 1;
      if (deep) count.deep += 1;
      if (hit) count.hit += 1;
      if (hit && deep) count.deepHit += 1;
      if (hit) continue;
      const way = through(errno);
      const why = !returned.has(key)
        ? 'unknown function'
        : minusOne(function_, errno) === 'callee'
          ? 'a plain -1 of a callee'
          : whyLost(sites.has(`${key} ${errno}`), way);
      const text = `${function_.file}:${lines} (${function_.type})${shownWay(way)}`;
      miss(`recall, ${deep ? 'deep' : 'shallow'}: ${why}`, errno, text);
    }
    if (!function_.complete) continue;
    for (const [errno, own] of found) {
      if (minusOne(function_, errno) === 'own') continue;
      count.shown += 1;
      if (function_.errnos.has(errno)) {
        count.right += 1;
        continue;
      }
      const way = own ? undefined : through(errno);
      const from = own ? 'a site of its own' : (way?.from ?? 'elsewhere');
      miss(`precision: from ${from}`, errno, `${function_.file}${shownWay(way)}`);
    }
  }
  const figures = {
    recall: share(count.hit, count.pairs),
    deep: share(count.deepHit, count.deep),
    precision: share(count.right, count.shown),
  };
  return { cases: count.pairs, figures, misses };
}

/** Whether an errno of a function is a plain -1, and whose: smatch cannot tell it from EPERM. */
function minusOne({ minus1 }: Expected, errno: string): ReturnsRow['minus1'] {
  return errno === 'EPERM' ? minus1 : undefined;
}

function whyLost(site: boolean, way: Through | undefined): string {
  if (site) return 'a site of its own is known, and no way from it to the return';
  return way === undefined ? 'no site, and no known callee returns it' : `${way.from} returns it`;
}

function shownWay(way: Through | undefined): string {
  return way === undefined ? '' : `, from ${way.callee.split(' ').reverse().join(' of ')}`;
}

function keyOf(file: string, name: string): string {
  return `${file} ${plainName(name)}`;
}

function expectedOf(truth: readonly ReturnsRow[]): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const row of truth) {
    const key = keyOf(row.file, row.function);
    const one: Expected = expected.get(key) ?? {
      file: row.file,
      name: plainName(row.function),
      errnos: new Map(),
      deep: new Set(),
      type: row.type ?? '?',
      minus1: undefined,
      complete: true,
    };
    expected.set(key, one);
    for (const errno of row.errnos) one.errnos.set(errno, (row.lines[errno] ?? []).join(','));
    for (const errno of row.deep) one.deep.add(errno);
    if (row.unknown) one.complete = false;
    if (one.minus1 !== 'own') one.minus1 = row.minus1 ?? one.minus1;
  }
  return expected;
}

/** For each function of the truth its callees and how they are reached, a table of functions counting least. */
async function calleesOf(
  expected: ReadonlyMap<string, Expected>,
  calls: Rows<CallsExport>,
): Promise<Map<string, Map<string, string>>> {
  const callees = new Map<string, Map<string, string>>();
  for await (const { caller, caller_file, callee, callee_file, via } of calls) {
    const key = keyOf(caller_file, caller);
    if (!expected.has(key) || typeof callee_file !== 'string') continue;
    const known = callees.get(key) ?? new Map<string, string>();
    callees.set(key, known);
    const to = keyOf(callee_file, callee);
    if ((known.get(to) ?? 'ops') === 'ops') known.set(to, via ?? 'call');
  }
  return callees;
}

async function sitesOf(
  expected: ReadonlyMap<string, Expected>,
  sites: Rows<SitesExport>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const { file, function: name, errno } of sites) {
    const key = keyOf(file, name);
    if (expected.has(key)) found.add(`${key} ${SAME_ERRNO[errno] ?? errno}`);
  }
  return found;
}
