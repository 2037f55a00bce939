/** What a question can mean, by the names of a kernel and the known causes: the search of the static site. */
import { parseArch } from '../domain/arch.js';
import { nearest } from '../domain/nearest.js';
import type { Target } from '../pages/place.js';
import {
  type FunctionLists,
  type FunctionNames,
  listOf,
  listsOf,
  type NamesShard,
  pairsIn,
  type SearchedCause,
  type SiteShard,
  type TunableNames,
} from '../pages/shards.js';

/** What is searched. */
export interface Searched {
  readonly scopes: SiteShard['scopes'];
  /** Empty where they cannot be read. */
  causes(): Promise<readonly SearchedCause[]>;
  /** Of a scope, by its folder; undefined where it cannot be read. */
  names(folder: string): Promise<NamesShard | undefined>;
  tunables(folder: string): Promise<TunableNames | undefined>;
  functionLists(folder: string): Promise<FunctionLists | undefined>;
  /** One of the lists. */
  functions(folder: string, list: number): Promise<FunctionNames | undefined>;
}

/** Where a question is asked: what it is about unless it says so itself. */
export interface AskedAt {
  readonly kernel?: string | undefined;
  readonly arch?: string | undefined;
}

export interface Found {
  readonly target: Target;
  readonly label: string;
  readonly note: string;
  /** Whether the question names it, so that it need not be chosen. */
  readonly exact: boolean;
}

/** Of each kind. */
const MOST = 8;

/** All that a question can mean, or what it names alone: a line of an output, with symbols among its words. */
export type Wanted = 'all' | 'exact';

/** Best first. */
export async function find(
  question: string,
  searched: Searched,
  at: AskedAt,
  wanted: Wanted = 'all',
): Promise<readonly Found[]> {
  const words = question.match(/[\w.*/<>+~-]+/g) ?? [];
  const scope = scopeOf(words, searched.scopes, at);
  if (scope === undefined) return [];
  const { kernel, arch, folder } = scope.scope;
  const names = await searched.names(folder);
  if (names === undefined) return [];
  const rest = words.filter((word) => !scope.words.includes(word));
  const errnos = errnosIn(question, rest, names);
  const syscalls = syscallsIn(rest, names);
  const about = `Linux ${kernel}, ${arch}`;
  const found: Found[] = [];
  const add = (target: Target, label: string, note: string, exact: boolean): void => {
    if (found.some((one) => one.label === label && one.note === note)) return;
    found.push({ target, label, note, exact: exact && (scope.meant || wanted === 'exact') });
  };
  for (const syscall of syscalls)
    for (const errno of errnos)
      if (pairOf(names, syscall, errno))
        add({ page: 'answer', kernel, arch, syscall, errno }, `${syscall} ${errno}`, about, true);
  const whole = found.length > 0;
  for (const errno of errnos) add({ page: 'errno', kernel, arch, errno }, errno, `an errno of ${about}`, !whole);
  for (const syscall of syscalls)
    add({ page: 'syscall', kernel, arch, syscall }, syscall, `a syscall of ${about}`, !whole);
  const [last = ''] = rest.slice(-1);
  const tunables = (await searched.tunables(folder)) ?? [];
  const known = new Set([...errnos, ...syscalls].map((name) => name.toLowerCase()));
  for (const word of rest) {
    const setting = tunableIn(word, tunables);
    if (setting !== undefined)
      add({ page: 'tunable', kernel, arch, name: setting }, setting, `a setting of ${about}`, true);
    if (known.has(word.toLowerCase()) || word.length < 3 || (wanted === 'exact' && !word.includes('_'))) continue;
    if (await isFunction(searched, folder, word))
      add({ page: 'function', kernel, arch, name: word }, `${word}()`, `a function of ${about}`, true);
    if (word !== last || wanted === 'exact') continue;
    const functions = await namesLike(searched, folder, word);
    const begins = functions
      .filter((name) => name !== word && name.startsWith(word))
      .sort(byLength)
      .slice(0, MOST);
    for (const name of begins)
      add({ page: 'function', kernel, arch, name }, `${name}()`, `a function of ${about}`, false);
  }
  if (wanted === 'exact') return found;
  for (const { id, title } of causesIn(question, rest, await searched.causes()).slice(0, MOST))
    add({ page: 'causes', id }, title, 'a known cause', false);
  if (last.length >= 2) {
    for (const [name] of names.syscalls)
      if (name.startsWith(last) && name !== last)
        add({ page: 'syscall', kernel, arch, syscall: name }, name, `a syscall of ${about}`, false);
    for (const [name] of names.errnos)
      if (name.startsWith(last.toUpperCase()) && name !== last.toUpperCase())
        add({ page: 'errno', kernel, arch, errno: name }, name, `an errno of ${about}`, false);
    const holds = tunables
      .filter((name) => name !== last && name.includes(last))
      .sort(byLength)
      .slice(0, MOST);
    for (const name of holds) add({ page: 'tunable', kernel, arch, name }, name, `a setting of ${about}`, false);
  }
  if (found.length === 0 && scope.words.length > 0 && rest.length === 0)
    add({ page: 'kernel', kernel, arch }, `Linux ${kernel}`, arch, true);
  if (found.length === 0 && last.length > 2) {
    const functions = await namesLike(searched, folder, last.slice(0, SAME));
    for (const name of nearest(
      last.toUpperCase(),
      names.errnos.map(([one]) => one),
    ))
      add({ page: 'errno', kernel, arch, errno: name }, name, `perhaps this errno of ${about}`, false);
    for (const name of nearest(
      last,
      names.syscalls.map(([one]) => one),
    ))
      add({ page: 'syscall', kernel, arch, syscall: name }, name, `perhaps this syscall of ${about}`, false);
    for (const name of nearest(last, tunables))
      add({ page: 'tunable', kernel, arch, name }, name, `perhaps this setting of ${about}`, false);
    for (const name of nearest(last, functions))
      add({ page: 'function', kernel, arch, name }, `${name}()`, `perhaps this function of ${about}`, false);
  }
  return found;
}

async function isFunction(searched: Searched, folder: string, name: string): Promise<boolean> {
  const lists = (await searched.functionLists(folder)) ?? [];
  return (await searched.functions(folder, listOf(lists, name)))?.names.includes(name) === true;
}

/** Lists that are read for one word. */
const MOST_LISTS = 8;
/** Letters that a name begins with where another one was meant. */
export const SAME = 3;

/** Functions among which are those whose names begin so: all of them, where they are in few lists. */
export async function namesLike(searched: Searched, folder: string, start: string): Promise<readonly string[]> {
  const [from, to] = listsOf((await searched.functionLists(folder)) ?? [], start);
  const wanted = Array.from({ length: Math.min(to - from, MOST_LISTS) }, (_, i) =>
    searched.functions(folder, from + i),
  );
  return (await Promise.all(wanted)).flatMap((list) => list?.names ?? []);
}

function byLength(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

interface ChosenScope {
  readonly scope: SiteShard['scopes'][number];
  /** Those that chose it. */
  readonly words: readonly string[];
  /** False where a kernel or an arch is named that the site has not. */
  readonly meant: boolean;
}

/** What is written like a kernel release. */
const RELEASE = /^v?[2-9]\.\d{1,3}(?:\.\d+)?(?:[-+]\S*)?$/;

/** The kernel and the arch that a question names, else those of the page, else the first. */
function scopeOf(words: readonly string[], scopes: SiteShard['scopes'], at: AskedAt): ChosenScope | undefined {
  const kernelWord = words.find((word) => scopes.some(({ kernel }) => isKernel(word, kernel)));
  const arches = words.flatMap((word) => {
    const read = parseArch(word);
    return read.ok ? [{ word, arch: read.arch }] : [];
  });
  const named = arches.find((one) => scopes.some(({ arch }) => arch === one.arch));
  const byKernel = scopes.filter(({ kernel }) =>
    kernelWord === undefined ? kernel === at.kernel : isKernel(kernelWord, kernel),
  );
  const some = byKernel.length > 0 ? byKernel : scopes;
  const scope = some.find(({ arch }) => arch === (named?.arch ?? at.arch)) ?? some[0];
  const release = words.find((word) => RELEASE.test(word));
  const other = (kernelWord === undefined && release !== undefined) || (named === undefined && arches.length > 0);
  const chosen = [kernelWord ?? release, (named ?? arches[0])?.word].filter((word) => word !== undefined);
  return scope && { scope, words: chosen, meant: !other };
}

/** `6.1` and `6.1.192` name 6.1.192; so does what a distribution makes of it. */
function isKernel(word: string, kernel: string): boolean {
  const [, line] = /^v?(\d+\.\d+)(?:\.|-|$)/.exec(word) ?? [];
  return line !== undefined && (word === kernel || kernel.startsWith(`${line}.`) || kernel === line);
}

function errnosIn(question: string, words: readonly string[], { errnos }: NamesShard): readonly string[] {
  const text = question.toLowerCase();
  const named = words.flatMap((word) => {
    const name = word.toUpperCase();
    const number =
      /^-\d{1,4}$/.test(word) || (words.length === 1 && /^\d{1,4}$/.test(word)) ? Math.abs(Number(word)) : undefined;
    return errnos.flatMap(([own, value, , aliases]) =>
      own === name || aliases?.includes(name) || (number !== undefined && value === number) ? [own] : [],
    );
  });
  if (named.length > 0) return [...new Set(named)];
  const said = errnos.filter(([, , message]) => message !== null && text.includes(message.toLowerCase()));
  const longest = Math.max(0, ...said.map(([, , message]) => message?.length ?? 0));
  return said.filter(([, , message]) => message?.length === longest).map(([name]) => name);
}

function syscallsIn(words: readonly string[], { syscalls }: NamesShard): readonly string[] {
  const names = new Set(syscalls.map(([name]) => name));
  const plain = words.map((word) => word.replace(/^(?:__[a-z0-9]+_)?(?:sys|ksys|SyS)_/, ''));
  return [...new Set(plain.filter((word) => names.has(word)))];
}

function pairOf(names: NamesShard, syscall: string, errno: string): boolean {
  return names.syscalls.some(([name, pairs]) => name === syscall && pairsIn(names, pairs).has(errno));
}

/** By its name, or by its path below /proc/sys. */
function tunableIn(word: string, names: TunableNames): string | undefined {
  const dotted = word.replace(/^\/?proc\/sys\//, '').replaceAll('/', '.');
  return [word, dotted].find((name) => names.includes(name));
}

function causesIn(
  question: string,
  words: readonly string[],
  causes: readonly SearchedCause[],
): readonly SearchedCause[] {
  const wanted = words.map((word) => word.toLowerCase()).filter((word) => word.length > 2);
  const line = question.toLowerCase();
  return causes.filter(({ id, title, summary, messages, errnos, syscalls, tunables }) => {
    const text = [id, title, summary, ...messages, ...errnos, ...syscalls, ...tunables].join('\n').toLowerCase();
    const said = messages.some(
      (one) =>
        one.length > 12 &&
        line.includes(one.replace(/\*.*$/, '').trim().toLowerCase()) &&
        one.replace(/\*.*$/, '').trim() !== '',
    );
    return said || (wanted.length > 0 && wanted.every((word) => text.includes(word)));
  });
}
