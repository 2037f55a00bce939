/** What settings start with: initialisers of variables, what namespaces are set up with, and constants. */

import type { Item } from '../parse/items.js';
import type { Place, TunableFacts } from './facts.js';
import { fieldsOf, readTree } from './initializer-tree.js';
import { localsOf, placesOf } from './places.js';
import { type InitializerText, stringOf } from './source-text.js';

/** A number, or an expression of numbers and constants. */
const CONSTANT =
  /^[-~(]*\s*(?:\d|[A-Z][A-Z0-9_]+\b(?!\s*\()|\(?\s*\(\s*(?:unsigned|int|long|u\d+|s\d+)\b)[-\w\s()+*/<>|&~.]*$/;
const MAX_LENGTH = 80;

const NUMBER_DEFINE = /^[ \t]*#[ \t]*define[ \t]+([A-Z_][A-Z0-9_]*)[ \t]+([-~(\dA-Z_][^\n\\"{};]{0,79})$/gm;
/** Headers whose constants others name. */
const SHARED_HEADER =
  /^(?:include\/(?:linux|net|asm-generic|vdso|uapi\/(?:linux|asm-generic))\/(?:[^/]+\/)?[^/]+|(?:net|fs|kernel|mm|ipc|security|block)\/.+|arch\/x86\/include\/asm\/[^/]+)\.h$/;
/** Names of limits; of files that are no shared headers only these are kept. */
const LIMIT = /(?:^|_)(?:MAX|MIN|LIMIT|DEPTH|NESTING|LEVELS)(?:_|$)|MAX$|LIMIT$|DEPTH$/;

const OF_HARDWARE = /^(?:drivers|sound|arch)\//;

/** The constants that a file defines. */
export function constantsIn(path: string, clean: string, speaks: boolean): Pick<TunableFacts, 'constants'> {
  const shared = SHARED_HEADER.test(path);
  if ((!shared && !speaks && OF_HARDWARE.test(path)) || !clean.includes('define')) return {};
  const constants = new Map<string, string>();
  const several = new Set<string>();
  for (const [, name = '', text = ''] of clean.matchAll(NUMBER_DEFINE)) {
    if (!shared && !speaks && !LIMIT.test(name)) continue;
    const value = text.trim();
    const plain = value.replace(/\(\s*\(\s*void\s*\*\s*\)\s*&(\w+)\[(\d+)\]\s*\)/, '($1[$2])');
    if (!CONSTANT.test(plain) && !/^\(\w+\[\d+\]\)$/.test(plain)) continue;
    // A configuration decides.
    if ((constants.get(name) ?? plain) !== plain) several.add(name);
    constants.set(name, plain);
  }
  for (const name of several) constants.delete(name);
  if (shared || speaks)
    for (const [name, text] of enumerators(clean)) if (!constants.has(name)) constants.set(name, text);
  return constants.size ? { constants: [...constants] } : {};
}

const ENUM = /\benum\b[^{};()]*\{([^{}#]*)\}/g;

/** The constants of enumerations: each is one more than the one before. */
function enumerators(clean: string): [string, string][] {
  return [...clean.matchAll(ENUM)].flatMap(([, list = '']) => {
    const found: [string, string][] = [];
    let [base, above] = ['', 0];
    for (const item of list.split(',')) {
      const [, name = '', text] = /^\s*([A-Za-z_]\w*)\s*(?:=\s*([^=]+?)\s*)?$/.exec(item) ?? [];
      if (name === '') break;
      if (text !== undefined) [base, above] = [text, 0];
      if (/^[A-Z]/.test(name)) found.push([name, base === '' ? String(above) : `(${base}) + ${above}`]);
      above++;
    }
    return found;
  });
}

const MEMBER_DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(\w+)\[\d+\][ \t]*$/gm;

/** The macros that stand for an element of a field. */
export function membersIn(path: string, clean: string): Pick<TunableFacts, 'members'> {
  if (OF_HARDWARE.test(path)) return {};
  const members = [...clean.matchAll(MEMBER_DEFINE)].map(([, name = '', field = '']) => [name, field] as const);
  return members.length ? { members } : {};
}

/** Initialisers of plain variables; a table in one file can speak of a variable in another. */
export function valuesIn(path: string, text: string, items: readonly Item[], speaks: boolean): [string, string][] {
  if (!path.endsWith('.c') || (!speaks && /^(?:drivers|sound)\//.test(path))) return [];
  return items.flatMap((item): [string, string][] => {
    if (item.kind !== 'initializer' || item.end - item.equals > 400) return [];
    const value = text
      .slice(item.equals + 1, item.end - 1)
      .trim()
      .replace(/\s+/g, ' ');
    const head = text.slice(item.start, item.equals).replace(/\b__\w+\s*(?:\([^()]*\))?\s*$/, '');
    const [, name, array] = /(\w+)\s*(\[[^\]]*\]\s*)*$/.exec(head) ?? [];
    if (name === undefined) return [];
    if (array !== undefined) {
      const numbers = /^\{([-\w\s,()*]*)\}$/.exec(value)?.[1];
      return numbers !== undefined && /\d/.test(numbers) && numbers.length < 120 ? [[name, numbers.trim()]] : [];
    }
    const plain = /^(?:true|false)$/.test(value) || (value.length <= MAX_LENGTH && CONSTANT.test(value));
    return plain ? [[name, value]] : [];
  });
}

const ZERO =
  /^\s*(static\s+)?(?:(?:unsigned|signed|int|long|short|char|size_t|[us](?:8|16|32|64)|(bool))\s+)+((?:__\w+\s+)*\w+(?:\s*,\s*\w+)*)(?:\s+__\w+)*\s*;\s*$/;

/** Plain variables without an initialiser, which begin with nothing, where no code of the file computes them; those that it alone sees only where it speaks of tunables. */
export function zerosIn(path: string, text: string, items: readonly Item[], speaks: boolean): [string, string][] {
  if (!path.endsWith('.c') || (!speaks && /^(?:drivers|sound)\//.test(path))) return [];
  const zeros = items.flatMap((item): [string, string][] => {
    if (item.kind !== 'declaration' || item.end - item.start > 200) return [];
    const [, own, bool, names = ''] = ZERO.exec(text.slice(item.start, item.end)) ?? [];
    if (own !== undefined && !speaks) return [];
    return names.split(',').flatMap((part): [string, string][] => {
      const name = /\w+$/.exec(part.trim())?.[0];
      return name === undefined ? [] : [[name, bool ? 'false' : '0']];
    });
  });
  if (zeros.length === 0) return [];
  const names = new Set(zeros.map(([name]) => name));
  for (const [, name = '', value = ''] of text.matchAll(/(?<![.>\w])([A-Za-z_]\w*)\s*=(?!=)\s*([^;{}]{1,200});/g))
    if (names.has(name) && !CONSTANT.test(value) && !/^(?:true|false)$/.test(value)) names.delete(name);
  return zeros.filter(([name]) => names.has(name));
}

/** Fields of structs that places speak of, such as `files_stat.max_files`; also strings. */
export function fieldValues(initializers: readonly InitializerText[], places: Iterable<Place>): [string, string][] {
  const roots = new Set([...places].flatMap((place) => /^G:(\w+)/.exec(place)?.[1] ?? []));
  return initializers.flatMap(({ variable, value }): [string, string][] => {
    if (!roots.has(variable)) return [];
    const text = stringOf(value);
    if (text !== undefined) return [[variable, `"${text}"`]];
    if (!value.includes('{') || value.length > 4000) return [];
    return [...fieldsOf(readTree(value, new Map()))].flatMap(([field, one]): [string, string][] =>
      /^\w+$/.test(field) && one.fields === undefined && CONSTANT.test(one.text)
        ? [[`${variable}.${field}`, one.text]]
        : [],
    );
  });
}

/** The variables that places name and that no other file can see. */
export function staticsIn(text: string, items: readonly Item[], places: readonly Place[]): string[] {
  const roots = new Set(places.flatMap((place) => /^G:(\w+)/.exec(place)?.[1] ?? []));
  if (roots.size === 0) return [];
  const found = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'initializer' && item.kind !== 'declaration') continue;
    const head = text.slice(item.start, item.kind === 'initializer' ? item.equals : item.end);
    if (!/^\s*static\b/.test(head)) continue;
    for (const [name] of head.matchAll(/[A-Za-z_]\w*/g)) if (roots.has(name)) found.add(name);
  }
  return [...found];
}

/** The limits that the first process begins with (`INIT_RLIMITS`; 5.10 to 7.3); '' for those that are set at boot. */
export function limitsIn(path: string, clean: string): [string, string][] {
  if (path !== 'include/asm-generic/resource.h') return [];
  return [...clean.matchAll(/\[(RLIMIT_\w+)\]\s*=\s*\{\s*([\w()]+)\s*,/g)].map(([, name = '', soft = '']) => {
    const atBoot = name === 'RLIMIT_NPROC' || name === 'RLIMIT_SIGPENDING';
    return [name, atBoot ? '' : soft === 'RLIM_INFINITY' ? '"unlimited"' : soft];
  });
}

/** Structs of which each namespace, or the like, has a copy. */
const PER_NAMESPACE = /^(?:net|netns_\w+|\w+_namespace|\w+_net)$/;
const NAMES_NAMESPACE = /\bstruct\s+(?:net|netns_\w+|\w+_namespace|\w+_net)\b/;
const SETS_UP = /init|setup|create|alloc|new/;

/** `net->ipv4.sysctl_x = …;` and `WRITE_ONCE(net->ipv4.sysctl_x, …);` */
const SET =
  /(\w+->[\w.>-]+(?:\[\w+\])?)\s*=(?!=)\s*([^;{}"]{1,200});|\bWRITE_ONCE\s*\(\s*(\w+->[\w.>-]+)\s*,\s*([^;{}"]{1,200})\)\s*;/g;

/** What code that sets a namespace up puts into it, and what it computes. */
export function settingsIn(
  path: string,
  text: string,
  items: readonly Item[],
): Pick<TunableFacts, 'settings' | 'computed'> {
  if (!/^(?:net|ipc|kernel|fs|mm|security|init)\/.*\.c$/.test(path) || !NAMES_NAMESPACE.test(text)) return {};
  const settings = new Map<Place, string>();
  const computed = new Map<Place, string>();
  for (const item of items) {
    if (item.kind !== 'function') continue;
    const head = text.slice(item.start, item.body);
    if (!SETS_UP.test(head)) continue;
    const body = text.slice(item.body, item.end);
    const sets = [...body.matchAll(SET)];
    if (sets.length === 0) continue;
    if (!NAMES_NAMESPACE.test(head) && !NAMES_NAMESPACE.test(body)) continue;
    const locals = localsOf(head + body);
    if (![...locals.values()].some((tag) => PER_NAMESPACE.test(tag))) continue;
    for (const [, assigned, text, onced, once] of sets) {
      const left = assigned ?? onced ?? '';
      const value = (text ?? once ?? '').trim();
      const [place] = placesOf(left, locals);
      if (!place || !PER_NAMESPACE.test(/^S:(\w+)/.exec(place)?.[1] ?? '')) continue;
      if (!CONSTANT.test(value) && !/^(?:true|false)$/.test(value)) {
        const fn = /(\w+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*$/.exec(head)?.[1];
        if (fn !== undefined && !computed.has(place)) computed.set(place, fn);
        continue;
      }
      // `range[0] = 1; range[1] = 9;`
      const before = left.endsWith(']') ? settings.get(place) : undefined;
      settings.set(place, before === undefined ? value : `${before}, ${value}`);
    }
  }
  return {
    ...(settings.size && { settings: [...settings] }),
    ...(computed.size && { computed: [...computed] }),
  };
}
