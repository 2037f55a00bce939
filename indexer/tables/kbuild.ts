/** Under which options, and into which module, each C file of the tree is built, as its Makefiles say. */
import { ALWAYS, all, any, both, type Condition, conditionText } from './build-condition.js';
import { type ConfigOption, readKconfig } from './kconfig.js';
import { expandWords, variableWords, type Word } from './make-words.js';
import { type Makefile, readMakefile } from './makefile.js';

export interface BuildCondition {
  /** `CONFIG_A && CONFIG_B`, alternatives joined by ` || `; null where the file is always built, or no Makefile says. */
  readonly config: string | null;
  /** The module as `lsmod` prints it (`nf_conntrack`); null for code that is always built in. */
  readonly module: string | null;
  /** Whether a Makefile names the file; others are included by one that is, or built by hand. */
  readonly built: boolean;
  /** The same as `config`, not as text, and with the arches through whose Makefiles it is reached. */
  readonly when: Condition;
}

/** Variables of the top and the arch Makefiles that list folders from the top of the tree. */
const TOP_LISTS = ['core', 'libs', 'drivers', 'net', 'init', 'virt'];
/** Variables of any Makefile that list what goes into the kernel. */
const LISTS = ['obj', 'lib'];
const NOT_BUILT: BuildCondition = { config: null, module: null, built: false, when: ALWAYS };

/** A Makefile of a folder, with the words of its lists. */
interface FolderMakefile {
  readonly makefile: Makefile;
  readonly listed: readonly Word[];
}

/** An object or a folder that a list names. */
interface Named {
  readonly path: string;
  readonly when: Condition;
}

/** Whether {@link buildConditions} reads a path. */
export function makefilePaths(path: string): boolean {
  return /(?:^|\/)(?:Makefile|Kbuild)(?:\.[\w-]+)?$/.test(path) && !/^(?:tools|Documentation|scripts)\//.test(path);
}

/**
 * The build condition of each C file.
 * @param files - the texts of the paths that {@link makefilePaths} and `kconfigPaths` accept; others are ignored.
 * @param cFiles - paths from the top of the tree.
 * @param options - the options that Kconfig defines; one that it does not define may be a module.
 */
export function buildConditions(
  files: ReadonlyMap<string, string>,
  cFiles: Iterable<string>,
  options: ReadonlyMap<string, ConfigOption> = readKconfig(files),
): Map<string, BuildCondition> {
  const result = new Map<string, BuildCondition>([...cFiles].map((path) => [path, NOT_BUILT]));
  const folders = readFolders(files);
  const folderCondition = folderConditions(folders);
  const found = new Map<string, { conditions: Condition[]; module: string | null }>();
  const add = (path: string, when: Condition, module: string | null): void => {
    if (when.length === 0) return; // options that exclude each other
    const entry = found.get(path) ?? { conditions: [], module };
    entry.conditions.push(when);
    found.set(path, entry);
  };

  for (const [folder, makefiles] of folders) {
    const reached = folderCondition(folder);
    for (const { makefile, listed } of makefiles) {
      for (const { text, when } of listed) {
        if (!text.endsWith('.o')) continue;
        const object = resolvePath(text, folder);
        const whole = both(reached, when);
        const module = moduleName(object, when, options);
        for (const part of parts(object, makefile, folder)) {
          const source = part.path.replace(/\.o$/, '.c');
          if (result.has(source)) add(source, both(whole, part.when), module);
        }
      }
    }
  }
  for (const [path, { conditions, module }] of found) {
    const when = any(conditions);
    result.set(path, { config: conditionText(when), module, built: true, when });
  }
  return result;
}

function readFolders(files: ReadonlyMap<string, string>): Map<string, FolderMakefile[]> {
  const folders = new Map<string, FolderMakefile[]>();
  for (const path of [...files.keys()].sort()) {
    const match = /^(?:(.*)\/)?(?:Makefile|Kbuild)$/.exec(path);
    if (match === null || !makefilePaths(path)) continue;
    const folder = match[1] ?? '';
    const makefiles = folders.get(folder) ?? [];
    const makefile = readMakefile(path, (file) => files.get(file));
    makefiles.push({ makefile, listed: LISTS.flatMap((stem) => variableWords(stem, makefile, folder)) });
    folders.set(folder, makefiles);
  }
  return folders;
}

/** Folders are reached from the lists of others; one that nobody lists counts as always reached. */
function folderConditions(folders: ReadonlyMap<string, readonly FolderMakefile[]>): (folder: string) => Condition {
  const listedIn = new Map<string, { readonly parent: string; readonly when: Condition }[]>();
  const list = (folder: string, parent: string, when: Condition): void => {
    const listed = listedIn.get(folder) ?? [];
    listed.push({ parent, when });
    listedIn.set(folder, listed);
  };
  for (const [folder, makefiles] of folders) {
    for (const { makefile, listed } of makefiles) {
      for (const { text, when } of listed) {
        if (text.endsWith('/')) list(resolvePath(text, folder), folder, when);
      }
      if (folder !== '' && !/^arch\/\w+$/.test(folder)) continue;
      for (const stem of TOP_LISTS) {
        for (const { text, when } of variableWords(stem, makefile, folder)) {
          if (text.endsWith('/')) list(resolvePath(text, ''), '', both(archCondition(folder), when));
        }
      }
    }
  }
  const known = new Map<string, Condition>();
  const condition = (folder: string): Condition => {
    const earlier = known.get(folder);
    if (earlier !== undefined) return earlier;
    const own = archCondition(folder);
    known.set(folder, own);
    const listed = listedIn.get(folder) ?? [];
    const reached = listed.map(({ parent, when }) => (parent === folder ? when : both(condition(parent), when)));
    const result = reached.length === 0 ? own : both(own, any(reached));
    known.set(folder, result);
    return result;
  };
  return condition;
}

/** What reads an arch's Makefiles is a kernel of that arch. */
function archCondition(folder: string): Condition {
  const arch = /^arch\/\w+/.exec(folder)?.[0];
  return arch === undefined ? ALWAYS : [[arch]];
}

/** The objects that an object is linked from, or itself; those can be linked in turn. */
function parts(object: string, makefile: Makefile, folder: string, depth = 0): Named[] {
  const stem = object.slice(folder === '' ? 0 : folder.length + 1, -'.o'.length);
  const assignments = (makefile.get(stem) ?? []).filter(({ suffix }) => suffix !== null);
  if (depth > 3 || assignments.length === 0) return [{ path: object, when: ALWAYS }];
  return assignments.flatMap(({ words, options }) =>
    expandWords(words, makefile, folder)
      .filter(({ text }) => text.endsWith('.o'))
      .flatMap(({ text, when }) => {
        const path = resolvePath(text, folder);
        const inner = path === object ? [{ path, when: ALWAYS }] : parts(path, makefile, folder, depth + 1);
        return inner.map((part) => ({ path: part.path, when: both(both(all(options), when), part.when) }));
      }),
  );
}

/** The module an object becomes when the option that lists it can be `m`. */
function moduleName(object: string, when: Condition, options: ReadonlyMap<string, ConfigOption>): string | null {
  const needed = when.flat().filter((option) => option.startsWith('CONFIG_'));
  if (!needed.some((option) => options.get(option)?.tristate ?? true)) return null;
  return object.slice(object.lastIndexOf('/') + 1, -'.o'.length).replaceAll('-', '_');
}

/** A path of a Makefile's folder as a path from the top, without `.`, `..` and a slash at the end. */
function resolvePath(word: string, folder: string): string {
  const steps: string[] = [];
  for (const step of (word.startsWith('/') || folder === '' ? word : `${folder}/${word}`).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
