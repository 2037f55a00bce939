/** The options that Kconfig files define: type, when they are on by default, and what selects them. */

export interface ConfigOption {
  /** Can be a module. */
  readonly tristate: boolean;
  /** The folders under `arch/` whose kernels have it on by default; `*` for all. */
  readonly defaultOnIn: ReadonlySet<string>;
  /** Conditions under which it is on by default: `EXT2_FS=y && EXT2_FS_XATTR`. */
  readonly defaultOnIf: readonly string[];
  /** Options that turn this one on. */
  readonly selectedBy: ReadonlySet<string>;
}

interface Draft {
  tristate: boolean;
  readonly defaultOnIn: Set<string>;
  readonly defaultOnIf: string[];
  readonly selectedBy: Set<string>;
}

/** The lines that count; the text of a `help` stands deeper than the keywords of its option. */
const KEYWORD =
  /^([ \t]*)(config|menuconfig|menu|endmenu|if|endif|choice|endchoice|source|comment|tristate|bool|def_tristate|def_bool|default|select|help|---help---)(?:[ \t]+(.*))?$/gm;
const BLOCKS = new Set(['menu', 'endmenu', 'if', 'endif', 'choice', 'endchoice', 'source', 'comment']);

/** Whether {@link readKconfig} reads a path. */
export function kconfigPaths(path: string): boolean {
  return /(?:^|\/)Kconfig(?:[.-][\w.-]+)?$/.test(path) && !/^(?:tools|Documentation|scripts)\//.test(path);
}

/** Every option by its name with `CONFIG_` in front. An option defined in several places has the traits of all. */
export function readKconfig(files: ReadonlyMap<string, string>): Map<string, ConfigOption> {
  const options = new Map<string, Draft>();
  for (const [path, text] of files) {
    if (!kconfigPaths(path)) continue;
    const arch = /^arch\/(\w+)\//.exec(path)?.[1] ?? '*';
    let current: string | null = null;
    let helpColumn = Number.POSITIVE_INFINITY;
    for (const [, indent = '', keyword = '', rest = ''] of text.matchAll(KEYWORD)) {
      const column = indent.replaceAll('\t', '        ').length;
      if (column > helpColumn) continue;
      helpColumn = keyword.includes('help') ? column : Number.POSITIVE_INFINITY;
      if (keyword === 'config' || keyword === 'menuconfig') {
        const name = /^\w+/.exec(rest)?.[0];
        current = name === undefined ? null : `CONFIG_${name}`;
      } else if (BLOCKS.has(keyword)) current = null;
      if (current !== null) applyKeyword(options, current, keyword, rest, arch);
    }
  }
  return options;
}

function applyKeyword(options: Map<string, Draft>, name: string, keyword: string, rest: string, arch: string): void {
  const option = draft(options, name);
  if (keyword.endsWith('tristate')) option.tristate = true;
  if (keyword.startsWith('def')) {
    const [, condition] = /^[ym](?:[ \t]+if[ \t]+(.*?))?[ \t]*(?:#.*)?$/.exec(rest) ?? [rest, null];
    if (condition === undefined) option.defaultOnIn.add(arch);
    else if (condition !== null) option.defaultOnIf.push(condition);
  }
  const selected = keyword === 'select' ? /^\w+/.exec(rest)?.[0] : undefined;
  if (selected !== undefined) draft(options, `CONFIG_${selected}`).selectedBy.add(name);
}

function draft(options: Map<string, Draft>, name: string): Draft {
  const known = options.get(name);
  if (known !== undefined) return known;
  const added = { tristate: false, defaultOnIn: new Set<string>(), defaultOnIf: [], selectedBy: new Set<string>() };
  options.set(name, added);
  return added;
}
