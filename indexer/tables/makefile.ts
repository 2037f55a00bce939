/** One Kbuild Makefile: what is assigned to its variables, and under which options. */
import type { TreeText } from './tree-text.js';

/** Words added to a variable, unexpanded, and the options of the conditionals and of the variable's suffix. */
interface Assignment {
  readonly words: string;
  readonly options: readonly string[];
  /** The variable's suffix: `y`, `m`, `objs`, an option (`$(CONFIG_X)`), or null without one. */
  readonly suffix: string | null;
}

/** Assignments by the variable's stem: `obj-$(CONFIG_X) += a.o` and `obj-y += b.o` both stand under `obj`. */
export type Makefile = ReadonlyMap<string, readonly Assignment[]>;

const DEEPEST_INCLUDE = 4;

/** A variable, with references in its name one pair of parentheses deep, and what is assigned to it. */
const ASSIGNMENT = /^((?:[\w.-]|\$[({](?:[^(){}]|[({][^(){}]*[)}])*[)}])+)\s*([:+?]*)=\s*(.*)$/;

/** An open conditional: the options it needs, and whether `else` can be turned round. */
interface Conditional {
  options: readonly string[];
}

/** Reads a Makefile of the tree and those it includes by a path from the top or from its own folder. */
export function readMakefile(path: string, read: TreeText): Makefile {
  const assignments = new Map<string, readonly Assignment[]>();
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));

  const visit = (file: string, depth: number): void => {
    const text = read(file);
    if (text === undefined || depth > DEEPEST_INCLUDE) return;
    const conditionals: Conditional[] = [];
    for (const raw of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
      if (raw.startsWith('\t') && !/^\t+[\w-]+(?:-\$\(\w+\))?\s*[:+]?=/.test(raw)) continue;
      const line = raw.replace(/(^|\s)#.*/, '').trim();
      if (line === '' || applyConditional(line, conditionals)) continue;
      const included = /^-?include\s+(\S+)$/.exec(line)?.[1];
      if (included !== undefined) {
        visit(includedPath(included, folder), depth + 1);
        continue;
      }
      const match = ASSIGNMENT.exec(line);
      const variable = splitVariable(match?.[1] ?? '');
      if (match === null || variable === undefined) continue;
      const options = [...conditionals.flatMap((conditional) => conditional.options), ...variable.options];
      const earlier = assignments.get(variable.stem) ?? [];
      const kept = match[2] === '' || match[2] === ':' ? replaced(earlier, variable.options) : earlier;
      assignments.set(variable.stem, [...kept, { words: match[3] ?? '', options, suffix: variable.suffix }]);
    }
  };
  visit(path, 0);
  return assignments;
}

/** `x-$(CONFIG_A) := b.o` after `x-y := a.o` sets `x-y` anew where CONFIG_A is `y`: a.o is what is built without it. */
function replaced(earlier: readonly Assignment[], options: readonly string[]): readonly Assignment[] {
  const [only, ...rest] = options;
  if (only === undefined || rest.length > 0) return earlier;
  return earlier.map((assignment) => {
    return assignment.suffix === 'y' ? { ...assignment, options: [...assignment.options, `!${only}`] } : assignment;
  });
}

/**
 * The stem, suffix and options of a variable: `ext4-$(CONFIG_X)` is `ext4` under `CONFIG_X`. A variable that ends in a
 * bare `-` or `-n` is never built.
 */
export function splitVariable(
  name: string,
): { readonly stem: string; readonly suffix: string | null; readonly options: readonly string[] } | undefined {
  const match = /^([\w.-]+?)(?:-(y|m|objs|objs-y|objs-m|)|-(?:objs-)?(\$[({].*[)}]))?$/.exec(name.trim());
  const stem = match?.[1];
  if (match === null || stem === undefined || match[2] === '') return undefined;
  const suffix = match[3] ?? match[2] ?? null;
  return { stem, suffix, options: optionsIn(match[3] ?? '') };
}

function optionsIn(text: string): string[] {
  return [...new Set(text.match(/CONFIG_\w+/g) ?? [])];
}

/** Applies `ifdef`, `ifeq`, `else`, `endif`; false for any other line. */
function applyConditional(line: string, conditionals: Conditional[]): boolean {
  const match = /^(else\s+)?(ifdef|ifndef|ifeq|ifneq)\b\s*(.*)$/.exec(line);
  if (match !== null) {
    const [, otherwise, keyword = '', test = ''] = match;
    const options = testOptions(keyword, test);
    if (otherwise === undefined) conditionals.push({ options });
    else negate(conditionals.at(-1), options);
    return true;
  }
  if (/^else\b/.test(line)) negate(conditionals.at(-1), []);
  else if (/^endif\b/.test(line)) conditionals.pop();
  else return false;
  return true;
}

/** What holds in the `else` of a conditional: the opposite of a single option; nothing is known of several. */
function negate(conditional: Conditional | undefined, more: readonly string[]): void {
  if (conditional === undefined) return;
  const [only, ...rest] = conditional.options;
  const opposite = only === undefined || rest.length > 0 ? [] : [only.startsWith('!') ? only.slice(1) : `!${only}`];
  conditional.options = [...opposite, ...more];
}

/** The options a test asks for; empty for a test on something else. */
function testOptions(keyword: string, test: string): readonly string[] {
  if (keyword === 'ifdef' || keyword === 'ifndef') {
    const option = /^CONFIG_\w+$/.exec(test.trim())?.[0];
    return option === undefined ? [] : [keyword === 'ifdef' ? option : `!${option}`];
  }
  const match = /^[("]\s*((?:\$[({]CONFIG_\w+[)}]\s*)+)["]?\s*[, ]\s*"?\s*([ymn]*)\s*[)"]$/.exec(test.trim());
  if (match === null) return [];
  const options = optionsIn(match[1] ?? '');
  const off = match[2] === '' || match[2] === 'n';
  const wanted = (keyword === 'ifeq') !== off;
  // "Not all of several" and "one of several on" are no conjunctions.
  if (options.length > 1 && (keyword === 'ifneq' || (off && wanted))) return [];
  return options.map((option) => (wanted ? option : `!${option}`));
}

function includedPath(word: string, folder: string): string {
  const path = word.replace(/^\$[({](?:srctree)[)}]\//, '').replace(/^\$[({](?:src|obj)[)}]/, folder);
  return path.replace(/\$[({](?:src|obj)[)}]/g, folder);
}
