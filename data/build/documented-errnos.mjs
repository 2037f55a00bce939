/**
 * Makes data/documented-errnos.json: which errnos the manual documents for each syscall, read from the pages of
 * section 2, and of 2const, which has the operations of a syscall (`F_SETLK`, `PR_SET_MM`) on pages of their own. Only
 * these facts are kept, no text. The pages are those of Debian sid: man-pages, and what liburing has besides.
 *
 *   apt-get download manpages-dev liburing-dev && for deb in *.deb; do dpkg-deb -x "$deb" manual; done
 *   node data/build/documented-errnos.mjs manual/usr/share/man/man2
 */
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Longest name that a syscall has; a `NAME` section can hold any words. */
const SYSCALL = /^[a-z_][a-z0-9_]{1,40}$/;

/** At the end of the name of a page of section 2const. */
const OPERATION = '.2const';

/**
 * The functions a page covers, the errnos it documents for each, and the pages whose errors it says to apply too.
 * An entry of ERRORS whose text starts with functions in parentheses, `(openat())`, counts for those alone; the entries
 * after a paragraph that announces the errors of some functions count for those, and for the ones no
 * paragraph announces, unless they are additional.
 * @param {string} text - the page's roff source
 * @param {readonly string[]} [covered] - the functions, where its name is none of one
 * @returns {{ names: string[], errnos: Map<string, Set<string>>, also: { page: string, names: string[] }[] }}
 */
export function parsePage(text, covered) {
  const lines = text.split('\n').filter((line) => !line.startsWith('.\\"'));
  const title =
    sectionOf(lines, 'NAME')
      .join(' ')
      .split(/\\-|\s-\s/)[0] ?? '';
  const titled = title
    .split(/[\s,]+/)
    .map((name) => name.replaceAll('\\', ''))
    .filter((name) => SYSCALL.test(name));
  const names = [...(covered ?? titled)];
  const entries = entriesOf(sectionOf(lines, 'ERRORS'));
  const announcements = entries.map(({ tag, text: said }) =>
    tag === '' && /\berrors?\b|\bfail\b/i.test(said) ? announced(said, names) : null,
  );
  const never = names.filter((name) => !announcements.some((list) => list?.includes(name)));

  /** @type {Map<string, Set<string>>} */
  const errnos = new Map(names.map((name) => [name, new Set()]));
  /** @type {readonly string[]} */
  let scope = [];
  let additional = false;
  for (const [index, { tag, text: described }] of entries.entries()) {
    if (announcements[index] != null) {
      scope = announcements[index] ?? [];
      additional = /\baddition/i.test(described);
    }
    const only = functionsInFront(described).filter((name) => errnos.has(name));
    const general = scope.length === 0 ? names : additional ? scope : [...scope, ...never];
    for (const errno of tag.match(/\bE[A-Z][A-Z0-9]+\b|\bE2BIG\b/g) ?? []) {
      for (const name of only.length > 0 ? only : general) errnos.get(name)?.add(errno);
    }
  }
  const also = entries
    .filter(({ tag }) => tag === '')
    .flatMap(({ text: said }) => {
      const only = announced(said, names);
      return pagesApplied(said).map((page) => ({ page, names: only.length > 0 ? only : names }));
    });
  return { names, errnos, also };
}

/**
 * The functions of the page that a paragraph names.
 * @param {string} said
 * @param {readonly string[]} names
 */
function announced(said, names) {
  return names.filter((name) => new RegExp(`\\b${name} ?\\(\\)`).test(said));
}

/**
 * The pages of "the errors documented in stat(2) can also occur", "errors are as for read(2)" and "See clone(2)".
 * @param {string} said
 */
function pagesApplied(said) {
  const sentences = said
    .replace(/^\.[BIR]{1,2} /gm, '')
    .replace(/\s+/g, ' ')
    .split(/\. |\.$/);
  const applying = sentences.filter((sentence) =>
    /\b(?:errors?|errnos?)\b.*\b(?:as|for|in|by|of)\b|^\s*as for\b|^\s*see \w+ ?\(2\)$/i.test(sentence),
  );
  return applying.flatMap((sentence) => [...sentence.matchAll(/\b(\w+) ?\(2\)/g)].map(([, page = '']) => page));
}

/**
 * The page that a page is only a link to (`.so man2/open.2`), without its section; null for a page of its own.
 * @param {string} text
 */
export function linkTarget(text) {
  return /^\.so\s+(?:man2\/)?([\w-]+)\.2\s*$/m.exec(text)?.[1] ?? null;
}

/**
 * The functions that the synopsis of a page calls, also through `syscall(SYS_…)`.
 * @param {string} text
 */
export function calledBy(text) {
  const lines = text.split('\n').filter((line) => !line.startsWith('.\\"'));
  const synopsis = sectionOf(lines, 'SYNOPSIS').join('\n').replaceAll('\\~', ' ');
  const calls = synopsis.matchAll(/\bSYS_(\w+)|\b(?:int|long)\s+(\w+)\(/g);
  return [...new Set([...calls].map(([, number, name]) => number ?? name ?? ''))];
}

/**
 * The lines of a section.
 * @param {readonly string[]} lines
 * @param {string} title
 */
function sectionOf(lines, title) {
  const start = lines.findIndex((line) => line.replaceAll('"', '').trim() === `.SH ${title}`);
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && line.startsWith('.SH'));
  return lines.slice(start + 1, end < 0 ? undefined : end);
}

/**
 * Paragraphs and their tags: a tag follows `.TP`, further tags of the same paragraph follow `.TQ`; others have none.
 * @param {readonly string[]} lines
 */
function entriesOf(lines) {
  /** @type {{ tag: string, text: string }[]} */
  const entries = [{ tag: '', text: '' }];
  // A section can begin with an errno in bold and no `.TP` before it.
  let awaitsTag = /^\.B E[A-Z0-9]+$/.test(lines[0] ?? '');
  for (const line of lines) {
    const entry = entries.at(-1);
    if (/^\.T[PQ]\b/.test(line)) {
      if (line.startsWith('.TP') || entry === undefined) entries.push({ tag: '', text: '' });
      awaitsTag = true;
    } else if (/^\.(?:SS|PP|P|LP|RE)\b/.test(line)) entries.push({ tag: '', text: '' });
    else if (entry !== undefined && awaitsTag) {
      entry.tag += ` ${line}`;
      awaitsTag = false;
    } else if (entry !== undefined) entry.text += `${line}\n`;
  }
  return entries;
}

/**
 * The functions named in parentheses at the start of a paragraph: `.RB ( openat ())`, also several lines of them.
 * @param {string} text
 */
function functionsInFront(text) {
  const plain = text
    .replace(/^\.[BIR]{1,2} /gm, '')
    .replace(/\\c$|"/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/ (?=\(\)|\))/g, '');
  const front = /^\( ?((?:\w+ ?\(\)[,;]?\s*(?:and |or )?)+)\)/.exec(plain)?.[1] ?? '';
  return [...front.matchAll(/(\w+) ?\(\)/g)].map(([, name = '']) => name);
}

/**
 * All pages of a folder as `{ syscall: [errno, …] }`, sorted; aliases become the errno itself, and what is no errno is
 * left out.
 * @param {ReadonlyMap<string, string>} pages - text by page name
 * @param {ReadonlyMap<string, string>} canonical - the errno of every errno and alias
 */
export function documentedErrnos(pages, canonical) {
  /** @type {Map<string, Set<string>>} */
  const documented = new Map();
  /**
   * @param {string} name
   * @param {Iterable<string>} errnos
   */
  const add = (name, errnos) => {
    const known = [...errnos].flatMap((errno) => canonical.get(errno) ?? []);
    if (known.length > 0) documented.set(name, new Set([...(documented.get(name) ?? []), ...known]));
  };
  /**
   * Pages under another name than those that they list (`newfstatat`): they document what their functions share.
   * @type {[page: string, names: readonly string[]][]}
   */
  const others = [];
  for (const [page, text] of pages) {
    const target = linkTarget(text);
    const source = target === null ? text : pages.get(target);
    if (source === undefined) continue;
    // Pages on requests (`ioctl_fat`) document `ioctl`, those on operations what their synopsis calls.
    const { names, errnos, also } = page.startsWith('ioctl_')
      ? parsePage(source, ['ioctl'])
      : page.endsWith(OPERATION)
        ? parsePage(
            source,
            calledBy(source).filter((name) => pages.has(name)),
          )
        : parsePage(source);
    for (const { page: other, names: applied } of also) {
      for (const errno of parsePage(pages.get(other) ?? '').errnos.get(other) ?? []) {
        for (const name of applied) errnos.get(name)?.add(errno);
      }
    }
    const [first] = names;
    if (names.includes(page) || page.endsWith(OPERATION) || first === 'ioctl')
      for (const name of names) add(name, errnos.get(name) ?? []);
    else others.push([page, names]);
  }
  for (const [page, names] of others) for (const name of names) add(page, documented.get(name) ?? []);
  return Object.fromEntries(
    [...documented].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => [name, [...all].sort()]),
  );
}

/**
 * By name, those of section 2const with it at the end.
 * @param {string} folder
 */
function readPages(folder) {
  const files = readdirSync(folder).filter((file) => /\.2(?:const)?(?:\.gz)?$/.test(file));
  return new Map(
    files.map((file) => {
      const bytes = readFileSync(join(folder, file));
      const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      return [basename(file).replace(/(?:\.2)?(?:\.gz)?$/, ''), text.toString('utf8')];
    }),
  );
}

function main() {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    process.stderr.write('usage: node data/build/documented-errnos.mjs MAN2_FOLDER\n');
    process.exitCode = 2;
    return;
  }
  /** @type {{ name: string, alias_of?: string }[]} */
  const errnos = JSON.parse(readFileSync(new URL('../errnos.json', import.meta.url), 'utf8'));
  const canonical = new Map(errnos.map((errno) => [errno.name, errno.alias_of ?? errno.name]));
  const documented = documentedErrnos(readPages(folder), canonical);
  // One line a syscall: its errnos in one text.
  const lines = Object.fromEntries(Object.entries(documented).map(([name, list]) => [name, list.join(' ')]));
  writeFileSync(new URL('../documented-errnos.json', import.meta.url), `${JSON.stringify(lines, null, 2)}\n`);
  const pairs = Object.values(documented).reduce((sum, list) => sum + list.length, 0);
  process.stderr.write(`${Object.keys(documented).length} functions, ${pairs} pairs\n`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main();
