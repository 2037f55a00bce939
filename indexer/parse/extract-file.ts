/** From the bytes of one C file to its facts. Depends on nothing but the file itself, so that facts can be shared. */

import { FunctionFlag } from '../../src/store/schema.js';
import { extractTunables } from '../tunables/extract-tunables.js';
import { parseAggregate, parseTypedef } from './aggregate.js';
import { blankStrings, type Written } from './argument-texts.js';
import { bodySize } from './body-size.js';
import { cleanText } from './clean-text.js';
import { configAt, rangesWithin } from './condition-ranges.js';
import { conditionalClass } from './conditional-classes.js';
import { type ConditionRange, type Define, preprocess } from './directives.js';
import type {
  CallFacts,
  FileFacts,
  FunctionFacts,
  InitializerFacts,
  MacroFacts,
  Mention,
  StructFacts,
} from './facts.js';
import { analyzeBody, type BodyFacts } from './flow/analyze-body.js';
import { parseFunctionHead } from './function-head.js';
import { parseInitializer } from './initializer.js';
import { type Item, splitItems } from './items.js';
import { limitConstants } from './limit-constants.js';
import { lineIndex } from './line-index.js';
import { localTables } from './local-tables.js';
import { madeFiles } from './made-files.js';
import { maskBody } from './mask-body.js';
import { mentionsIn } from './mentions.js';
import { fillsParameters, givesReason, needsGrammar, type SkimmedFacts, skimBody } from './skim-body.js';
import { inStage } from './stage-clock.js';
import { parseBody } from './syntax/parse-body.js';
import { tokenize } from './syntax/tokenize.js';
import { isInitializer, isTemplate, type Template } from './template.js';
import { leadingCalls, type TopLevelCall } from './top-level-calls.js';
import { parseTypedName } from './type-name.js';
import { commandNumbers, ioctlCommands, userConstants } from './user-constants.js';
import { writtenOut } from './written-out.js';

interface Draft {
  readonly functions: FunctionFacts[];
  readonly macros: MacroFacts[];
  readonly initializers: InitializerFacts[];
  readonly structs: StructFacts[];
  readonly typedefs: (readonly [string, string])[];
  readonly aliases: (readonly [string, string])[];
  readonly callingNames: (readonly [string, readonly Mention[]])[];
  readonly hollow: string[];
  readonly marks: (readonly [string, readonly string[], number, string])[];
  readonly templates: Template[];
  readonly globals: (readonly [string, string])[];
}

function emptyDraft(): Draft {
  return {
    functions: [],
    macros: [],
    initializers: [],
    structs: [],
    typedefs: [],
    aliases: [],
    callingNames: [],
    hollow: [],
    marks: [],
    templates: [],
    globals: [],
  };
}

/** The facts of a file, whatever it holds. Throws a RangeError where expressions nest deeper than the stack. */
export function extractFile(path: string, bytes: Uint8Array): FileFacts {
  const { clean, lines, text, defines, ranges } = inStage('mask', () => {
    const clean = cleanText(bytes);
    const lines = lineIndex(clean);
    return { clean, lines, ...preprocess(clean, lines) };
  });
  const draft = emptyDraft();
  for (const define of defines) addDefine(draft, define);
  const file: SourceText = { path, bytes, text, ranges, lines };
  const items = [...splitItems(text)];
  for (const item of items) addItem(draft, file, item);
  const constants = userConstants(path, clean);
  const ioctls = ioctlCommands(clean);
  const numbers = commandNumbers(clean);
  const files = madeFiles(clean, writtenIn(file));
  const tunables = extractTunables({ path, bytes, clean, text, items, lineOf: lines });
  return {
    path,
    ...draft,
    ...(constants.length ? { constants } : {}),
    ...(ioctls.length ? { ioctls } : {}),
    ...(numbers.length ? { numbers } : {}),
    ...(files.length ? { files } : {}),
    ...(tunables ? { tunables } : {}),
  };
}

/** The facts of items that a macro call at `line` of a file stands for. */
export function extractExpansion(path: string, text: string, line: number): FileFacts {
  const draft = emptyDraft();
  addExpansion(draft, path, text, line);
  return { path, ...draft };
}

function addExpansion(draft: Draft, path: string, text: string, line: number): void {
  const clean = blankStrings(text);
  const file: SourceText = { path, bytes: Buffer.from(text, 'latin1'), text: clean, ranges: [], lines: () => line };
  for (const item of splitItems(clean)) addItem(draft, file, item);
}

/** Bytes that are no UTF-8 become the replacement character. */
const decoder = new TextDecoder();

type LineOf = (offset: number) => number;

/** A file while it is read: offsets mean the same in `bytes` and in `text`. */
interface SourceText {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Preprocessed: comments, literals and directives are blanks. */
  readonly text: string;
  readonly ranges: readonly ConditionRange[];
  readonly lines: LineOf;
}

/** What is written between two offsets of a file, literals and comments included. */
function writtenIn({ bytes }: SourceText): Written {
  return (start, end) => decoder.decode(bytes.subarray(start, end));
}

/** The same with offsets into what begins at `base`. */
function writtenAt(file: SourceText, base: number): Written {
  const written = writtenIn(file);
  return (start, end) => written(base + start, base + end);
}

function addItem(draft: Draft, file: SourceText, whole: Item): void {
  const { text, ranges, lines } = file;
  const item = withoutCalls(draft, file, whole);
  switch (item.kind) {
    case 'function':
      addFunction(draft, file, item);
      break;
    case 'aggregate': {
      const facts = parseAggregate(
        text.slice(item.start, item.body),
        text.slice(item.body, item.bodyEnd),
        text.slice(item.bodyEnd, item.end),
        /(?:^|\/)uapi\//.test(file.path),
      );
      draft.structs.push(...facts.structs);
      draft.typedefs.push(...facts.typedefs);
      break;
    }
    case 'initializer': {
      const head = text.slice(item.start, item.equals);
      const value = text.slice(item.equals + 1, item.end);
      const facts = parseInitializer(head, value, item.equals + 1, lines, writtenIn(file));
      const written = item.aggregate && writtenOut(text, file.path, item.aggregate, head);
      if (written) {
        draft.structs.push(...written.structs);
        draft.globals.push([written.variable, written.type]);
      } else addGlobal(draft, head);
      if (facts) {
        const config = configAt(ranges, item.start, item.end);
        draft.initializers.push({
          ...facts,
          ...(written && { type: written.type, static: written.static }),
          line: lines(item.start),
          ...(config ? { config } : {}),
        });
      }
      break;
    }
    case 'declaration':
      addDeclaration(draft, file, text.slice(item.start, item.end), item.start);
      break;
  }
}

/** Notes the macro calls that an item begins with for want of semicolons; the item begins behind them. */
function withoutCalls(draft: Draft, file: SourceText, item: Item): Item {
  const { text } = file;
  if (item.kind === 'declaration') return item;
  const head = text.slice(item.start, item.kind === 'initializer' ? item.equals : item.body);
  const calls = leadingCalls(head, false, writtenAt(file, item.start));
  const last = calls.at(-1);
  if (!last) return item;
  for (const call of calls) addMark(draft, file, call, item.start);
  return { ...item, start: item.start + last.end };
}

function addGlobal(draft: Draft, head: string): void {
  const parsed = parseTypedName(head.replace(/\b(?:static|extern)\b/g, ' '));
  if (parsed.name && parsed.type.length > 2) draft.globals.push([parsed.name, parsed.type]);
}

/** Typedefs, global variables and top-level macro calls; several calls can stand in one item for want of semicolons. */
function addDeclaration(draft: Draft, file: SourceText, text: string, at: number): void {
  const typedef = parseTypedef(text);
  if (typedef) {
    draft.typedefs.push(typedef);
    return;
  }
  const calls = leadingCalls(text, true, writtenAt(file, at));
  for (const call of calls) addMark(draft, file, call, at);
  const rest = text.slice(calls.at(-1)?.end ?? 0);
  if (!rest.includes('(') && rest.length < 300) addGlobal(draft, rest.replace(/;\s*$/, ''));
}

/** Notes a macro call at the top level, in an item that begins at an offset. */
function addMark(
  draft: Draft,
  { path, lines }: SourceText,
  { name, args, prefix, start }: TopLevelCall,
  at: number,
): void {
  const line = lines(at + start);
  draft.marks.push([name, args, line, prefix]);
  const defined = conditionalClass(name, args);
  if (defined !== undefined) addExpansion(draft, path, defined, line);
}

function addFunction(draft: Draft, file: SourceText, item: Extract<Item, { kind: 'function' }>): void {
  const { path, text, ranges, lines } = file;
  const headText = text.slice(item.start, item.body);
  const head = parseFunctionHead(headText);
  if (!head) return;
  const code = text.slice(item.body, item.end);
  const config = configAt(ranges, item.start, item.end);
  addLocalTables(draft, file, code, item.body, head.name);
  const lineOf: LineOf = (offset) => lines(item.body + offset);
  const limits = limitConstants(code, lineOf);
  const params = head.parameters.map((one) => one.name);
  const types = head.parameters.map((one) => (one.type === '' && one.pointer ? '*' : one.type));
  // One shape for all: spreading optional parts into each took a fifteenth of the time that parsing takes.
  const add = (facts: SkimmedFacts & Partial<BodyFacts>): void => {
    const tokens = tokenize(code);
    draft.functions.push({
      name: head.name,
      line: lines(item.start + head.at),
      endLine: lines(item.end - 1),
      flags: head.flags | (path.endsWith('.h') ? FunctionFlag.header : 0),
      config: config || undefined,
      params,
      types,
      returns: head.returns,
      limits: orNothing(limits),
      literals: facts.literals ?? [],
      calls: facts.calls,
      result: facts.result ?? [],
      outs: facts.outs ?? [],
      stores: facts.stores,
      gives: orNothing(facts.gives),
      reads: facts.reads,
      puts: facts.puts,
      charges: facts.charges,
      mentions: mentionsIn(code, known(params, facts.calls), lineOf, tokens),
      size: bodySize(code, tokens),
      under: facts.under,
      choices: facts.choices,
    });
  };
  const skimmed = !needsGrammar(head, code) && !givesReason(head, code);
  if (skimmed && !fillsParameters(head, code)) {
    add(skimBody(head, code, lineOf));
    return;
  }
  const body = inStage('mask', () => maskBody(code));
  const tree = inStage('parse', () => parseBody(body));
  const written = writtenIn(file);
  const alternatives = rangesWithin(ranges, item.body, item.end).map((range) => ({
    ...range,
    start: range.start - item.body,
    end: range.end - item.body,
  }));
  const facts = analyzeBody({
    tree,
    name: head.name,
    params,
    types,
    macro: false,
    returnsValue: !head.returnsVoid && !head.returnsBool,
    alternatives,
    lineOf,
    written: (start, end) => written(item.body + start, item.body + end),
  });
  // Of one that only fills what it is given nothing else is asked.
  add(skimmed ? { ...skimBody(head, code, lineOf), puts: facts.puts } : facts);
}

function orNothing<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.length ? list : undefined;
}

/** Names that need no mention. */
function known(params: readonly string[], calls: readonly CallFacts[]): readonly string[] {
  return [...params, ...calls.map(([callee]) => callee)];
}

function addLocalTables(draft: Draft, file: SourceText, code: string, base: number, owner: string): void {
  const { lines } = file;
  for (const { head, at, open, end, aggregate } of localTables(code, owner)) {
    const facts = parseInitializer(head, code.slice(open, end), base + open, lines, writtenIn(file));
    if (!facts) continue;
    if (aggregate) draft.structs.push(...parseAggregate('struct ', aggregate.body, ';', false, aggregate.tag).structs);
    const type = aggregate ? `S:${aggregate.tag}` : facts.type;
    draft.initializers.push({ ...facts, type, line: lines(base + at), static: true });
  }
}

const MACRO_MATTERS = /\(|->|\.\s*\w|\bE(?:2BIG|[A-Z][A-Z0-9]+)\b|\breturn\b|##/;

function addDefine(draft: Draft, define: Define): void {
  if (define.params === null) {
    const alias = /^\(?\s*(-?\s*[A-Za-z_]\w*(?:\.\w+)*)\s*\)?$/.exec(define.body)?.[1];
    if (alias && /[a-z]|^-?\s*E[A-Z2]/.test(alias)) draft.aliases.push([define.name, alias.replace(/\s/g, '')]);
    else if (define.body.includes('(')) {
      const mentions = mentionsIn(define.body, [], () => define.line);
      if (mentions.some(([text]) => text.endsWith('()'))) draft.callingNames.push([define.name, mentions]);
    }
    return;
  }
  const body = define.body.trim();
  if (body === '' || body.length > 20_000 || !MACRO_MATTERS.test(body)) {
    draft.hollow.push(define.name);
    return;
  }
  const params = define.params.map((name) => (name === '...' ? '__VA_ARGS__' : name.replace(/\.\.\.$/, '').trim()));
  if (isTemplate(body)) {
    draft.templates.push([define.name, params, body.replace(/\s+/g, ' '), define.line]);
    if (isInitializer(body)) return;
  }
  const statement = /^(?:do|if|while|for|switch|return)\b|;\s*$|^\(\s*\{/.test(body) || body.startsWith('{');
  const code = maskBody(body.replace(/\s*##\s*/g, '$$$$').replace(/#(?=\s*\w)/g, ' '));
  const wrapped = /^\(\s*\{/.test(body) || !statement ? `{ (${code}); }` : `{ ${code}; }`;
  const tree = inStage('parse', () => parseBody(wrapped));
  const facts = analyzeBody({
    tree,
    name: define.name,
    params,
    types: params.map(() => ''),
    macro: true,
    returnsValue: true,
    alternatives: [],
    lineOf: () => define.line,
    written: (start, end) => wrapped.slice(start, end),
  });
  const mentions = mentionsIn(code, known(params, facts.calls), () => define.line);
  if (
    facts.calls.length === 0 &&
    facts.result.length === 0 &&
    facts.escapes.length === 0 &&
    facts.stores.length === 0
  ) {
    if (mentions.length) draft.callingNames.push([define.name, mentions]);
    else draft.hollow.push(define.name);
    return;
  }
  draft.macros.push({
    name: define.name,
    line: define.line,
    endLine: define.line,
    flags: 0,
    ...(define.config ? { config: define.config } : {}),
    params,
    types: [],
    returns: '',
    mentions,
    ...facts,
  });
}
