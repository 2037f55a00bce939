/** One Kconfig file: its options with everything that decides whether they can be on, and the files it reads. */

/** One definition of an option; it can have several, in several files. Conditions are Kconfig expressions, '' for none. */
export interface Definition {
  /** Without `CONFIG_`. */
  readonly name: string;
  /** What must hold: `depends on` of the option itself and of the menus around it, and `if` blocks. */
  readonly depends: string[];
  /** For each prompt the condition under which a user can set the option. */
  readonly prompts: string[];
  readonly defaults: { readonly value: string; readonly when: string }[];
  /** Options that it turns on, whatever those depend on. */
  readonly selects: { readonly name: string; readonly when: string }[];
  /** Options that it turns on where their dependencies hold. */
  readonly implies: { readonly name: string; readonly when: string }[];
}

export interface KconfigFile {
  readonly definitions: readonly Definition[];
  /** Paths as written, with the conditions that stand around them. */
  readonly sources: readonly { readonly path: string; readonly when: readonly string[] }[];
}

/** A block, and what must hold for what stands in it. */
interface Block {
  readonly conditions: string[];
  readonly choice: boolean;
}

const STATEMENT = /^([a-z_]+|---help---)(?:\s+(.*)|(["'].*))?$/;
const TYPES = new Set(['bool', 'tristate', 'string', 'int', 'hex', 'prompt']);

export function readKconfigFile(text: string): KconfigFile {
  const definitions: Definition[] = [];
  const sources: { path: string; when: readonly string[] }[] = [];
  const blocks: Block[] = [];
  /** What `depends on` belongs to. */
  let depends: string[] | null = null;
  let option: Definition | null = null;
  const around = (): string[] => blocks.flatMap(({ conditions }) => conditions);
  const open = (condition: string, choice: boolean): void => {
    const conditions = condition === '' ? [] : [condition];
    blocks.push({ conditions, choice });
    option = null;
    depends = conditions;
  };
  for (const line of statements(text)) {
    const [, keyword = '', spaced, quoted] = STATEMENT.exec(line) ?? [];
    const rest = withoutComment(spaced ?? quoted ?? '');
    switch (keyword) {
      case 'config':
      case 'menuconfig': {
        const name = /^\w+/.exec(rest)?.[0] ?? '';
        // One of a choice can be taken whatever its own prompt says.
        const prompts = blocks.at(-1)?.choice ? [''] : [];
        option = { name, depends: around(), prompts, defaults: [], selects: [], implies: [] };
        depends = option.depends;
        if (name !== '') definitions.push(option);
        break;
      }
      case 'if':
        open(rest, false);
        break;
      case 'menu':
      case 'choice':
        open('', keyword === 'choice');
        break;
      case 'endif':
      case 'endmenu':
      case 'endchoice':
        blocks.pop();
        option = null;
        depends = null;
        break;
      case 'comment':
        option = null;
        depends = null;
        break;
      case 'source':
        option = null;
        depends = null;
        sources.push({ path: rest.replace(/^["']|["']$/g, ''), when: around() });
        break;
      case 'depends':
        depends?.push(rest.replace(/^on\s+/, ''));
        break;
      default:
        if (option !== null) applyAttribute(option, keyword, rest);
    }
  }
  return { definitions, sources };
}

function applyAttribute(option: Definition, keyword: string, rest: string): void {
  const [value, when] = splitCondition(rest);
  if (TYPES.has(keyword)) {
    if (value !== '') option.prompts.push(when);
  } else if (keyword === 'default' || keyword === 'def_bool' || keyword === 'def_tristate') {
    option.defaults.push({ value, when });
  } else if (keyword === 'select' || keyword === 'imply') {
    (keyword === 'select' ? option.selects : option.implies).push({ name: value, when });
  }
}

/** `A if B` as both parts; an `if` in quotes is text. */
function splitCondition(text: string): readonly [value: string, when: string] {
  const match = /^((?:"(?:\\.|[^"\\])*"|'[^']*'|[^"'])*?)\sif\s+(.*)$/.exec(text);
  return match === null ? [text.trim(), ''] : [(match[1] ?? '').trim(), (match[2] ?? '').trim()];
}

function withoutComment(text: string): string {
  return (/^(?:"(?:\\.|[^"\\])*"|'[^']*'|[^"'#])*/.exec(text)?.[0] ?? text).trim();
}

/** The lines that are statements, continued ones joined; a help text lasts while lines stand as deep as its first. */
function* statements(text: string): Generator<string> {
  let help: 'no' | 'begins' | number = 'no';
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const depth = (/^\s*/.exec(line)?.[0] ?? '').replaceAll('\t', '        ').length;
    if (help === 'begins') help = depth === 0 ? 'no' : depth;
    if (help !== 'no') {
      if (depth >= help) continue;
      help = 'no';
    }
    if (trimmed.startsWith('#')) continue;
    if (/^(?:help|---help---)$/.test(trimmed)) help = 'begins';
    else yield trimmed;
  }
}
