/** Expands the macros that stand for definitions and parts of initialisers, at the place of their call. */

import { extractExpansion } from '../parse/extract-file.js';
import type { FileFacts, FunctionFacts, InitializerEntry, InitializerFacts, InitializerMacro } from '../parse/facts.js';
import { entriesOfArguments, readExpansion } from '../parse/initializer.js';
import { expandTemplate, type Template } from '../parse/template.js';
import { ofFile } from './in-file.js';
import { sees } from './kernel-path.js';

interface Row {
  readonly template: Template;
  readonly file: number;
}

export interface TemplateTable {
  readonly byName: Map<string, Row[]>;
  readonly paths: readonly string[];
}

/** Macros in macros are followed this far. */
const MAX_DEPTH = 8;

export function templateTable(paths: readonly string[]): TemplateTable {
  return { byName: new Map(), paths };
}

export function addTemplates(table: TemplateTable, facts: Pick<FileFacts, 'templates'>, file: number): void {
  for (const template of facts.templates) {
    const known = table.byName.get(template[0]);
    if (known) known.push({ template, file });
    else table.byName.set(template[0], [{ template, file }]);
  }
}

/** The macro that `name` means at a line of a file: the last before it in the file, else one of a header that it can include. */
function resolve(table: TemplateTable, name: string, from: number, line: number): Template | undefined {
  const rows = table.byName.get(name);
  if (!rows) return undefined;
  const path = table.paths[from] ?? '';
  const own = ofFile(rows, from, fileOf);
  const before = own.filter(({ template }) => template[3] <= line);
  if (own.length) return (before.at(-1) ?? own[0])?.template;
  let best: Template | undefined;
  for (const { template, file } of rows) {
    const place = table.paths[file] ?? '';
    // Of several, the one that says most: a configuration without the feature defines it away.
    if (place.endsWith('.h') && sees(path, place) && (!best || template[2].length > best[2].length)) best = template;
  }
  return best;
}

const fileOf = ({ file }: Row): number => file;

/** All entries of an initialiser, those that its macros stand for included. */
export function allEntries(
  table: TemplateTable,
  facts: Pick<InitializerFacts, 'entries' | 'macros'>,
  file: number,
  depth = 0,
): readonly InitializerEntry[] {
  if (facts.macros.length === 0) return facts.entries;
  return [...facts.entries, ...facts.macros.flatMap((macro) => entriesOf(table, macro, file, depth))];
}

function entriesOf(
  table: TemplateTable,
  macro: InitializerMacro,
  file: number,
  depth: number,
): readonly InitializerEntry[] {
  const [name, args, line, path, place] = macro;
  const template = depth < MAX_DEPTH ? resolve(table, name, file, line) : undefined;
  if (!template) return entriesOfArguments(macro);
  const expanded = readExpansion(expandTemplate(template, args), line, path, place);
  return allEntries(table, expanded, file, depth + 1);
}

/**
 * Top-level calls that define nothing to follow: what they say is read from their name and arguments, or they stand in
 * every file (include/linux/export.h, module.h, moduleparam.h, init.h, tracepoint.h; Linux 5.10–7.3).
 */
const NO_DEFINITIONS =
  /^(?:EXPORT_\w+|NOKPROBE_SYMBOL|ALLOW_ERROR_INJECTION|MODULE_\w+|module_(?:init|exit|param\w*)|\w*initcall\w*|__setup|early_param|core_param|TRACE_\w+|DEFINE_EVENT\w*|DECLARE_EVENT\w*|(?:COND|SYSCALL|COMPAT)_\w+)$/;

/** The functions, initialisers and further macro calls that the macro calls at a file's top level stand for. */
export function expandedItems(
  table: TemplateTable,
  facts: Pick<FileFacts, 'marks'>,
  file: number,
): Pick<FileFacts, 'functions' | 'initializers' | 'marks'> {
  const found: { functions: FunctionFacts[]; initializers: InitializerFacts[]; marks: FileFacts['marks'][number][] } = {
    functions: [],
    initializers: [],
    marks: [],
  };
  const path = table.paths[file] ?? '';
  const expand = (marks: FileFacts['marks'], depth: number): void => {
    for (const [name, args, line, prefix] of marks) {
      if (NO_DEFINITIONS.test(name)) continue;
      const template = resolve(table, name, file, line);
      if (!template) continue;
      const items = extractExpansion(path, `${prefix}${expandTemplate(template, args)};`, line);
      found.functions.push(...items.functions);
      found.initializers.push(...items.initializers);
      found.marks.push(...items.marks);
      if (depth < MAX_DEPTH) expand(items.marks, depth + 1);
    }
  };
  expand(facts.marks, 0);
  return found;
}
