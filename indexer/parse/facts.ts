/** The facts of one source file: what the parser says and the linker reads. Plain JSON, so that they can be cached. */

import type { Condition, GuardKind, NamedValue } from '../../src/store/site-guards.js';
import type { TunableFacts } from '../tunables/facts.js';
import type { Template } from './template.js';

/**
 * A function or method that is called:
 * `name` · `#2` the function given as parameter 2 · `.S:file.f_op.read` through a field · `.C:lookup` the function that a call gave ·
 * `?` unknown.
 * In macros `{0}` stands for the text of argument 0.
 */
export type CalleeRef = string;

/**
 * Where a value comes from:
 * - `E` a literal errno: index into `FunctionFacts.literals`
 * - `C` what call `index` gives: slot 0 its result, slot n+1 what it stores through argument n; `negated` when its sign is turned;
 *   filter `=A,B` (only these errnos get here) or `!A,B` (all but these), '' for all
 * - `P` the value of parameter `index`
 * - `L` a field or variable read through `path`
 * - `I` a global name (function, variable)
 */
export type Term =
  | readonly ['E', number]
  | readonly ['C', number, number, 0 | 1, string]
  | readonly ['P', number]
  | readonly ['L', string, number]
  | readonly ['I', string];

/** A rewrite: where the value that `term` stands for was one of the errnos (`=A,B`), the literal takes its place. */
export type Turn = readonly [term: Term, from: string];

/**
 * An errno that is written out: its sign is 1 when written positive, `kind` an index into `SITE_KINDS`. `@fuse` and its like
 * (`external-sources.ts`) is any errno, which enters here from outside.
 */
export interface Literal {
  readonly errno: string;
  readonly sign: 1 | -1;
  readonly line: number;
  readonly kind: number;
  /** The `#if` conditions inside the function that it stands under. */
  readonly config?: string | undefined;
  readonly guard?: Guard | undefined;
  /** Of the other ways on which it leaves: `err = -E; if (a) goto out; if (b) goto out;` */
  readonly others?: readonly Guard[] | undefined;
  /** Of other conditions that decide whether it is reached: around its guards, at jumps that lead there, switches far before it. */
  readonly near?: readonly Test[] | undefined;
  readonly turns?: readonly Turn[] | undefined;
  /** How ordinary it is that it is reached: bits of `SiteTrait`. */
  readonly traits: number;
  /** The constants that it stands under, see `ConstantTests`. */
  readonly under?: readonly string[] | undefined;
}

/** The condition under which a literal is reached, as it holds there (`!(x)` in an `else`); `calls` are those whose result it tests, `senses` what of it (`Sense`). */
export interface Guard {
  /** `if` where it is absent. */
  readonly kind?: GuardKind | undefined;
  readonly line: number;
  readonly text: string;
  readonly calls?: readonly number[] | undefined;
  readonly senses?: readonly number[] | undefined;
  /** Calls that what it tests was computed from. */
  readonly also?: readonly number[] | undefined;
  /** What names in the test were set from, nearest first: `max` from `READ_ONCE(sysctl_mount_max)`. */
  readonly from?: readonly NamedValue[] | undefined;
  /** What the test and the values behind its names read; see `Reads`. */
  readonly reads?: Reads | undefined;
  /** The functions that fill a name in the test: `f(&limit)` where it asks for `limit`. */
  readonly filled?: readonly string[] | undefined;
  /** The conditions around it, innermost first. */
  readonly around?: readonly Condition[] | undefined;
}

/** What a condition calls and reads. */
export type Test = Pick<Guard, 'calls' | 'senses' | 'also' | 'reads' | 'filled'>;

/** What values depend on: what they read, and the functions that fill what is named there. */
export type Sources = Pick<Guard, 'reads' | 'filled'>;

/**
 * What an expression reads, sorted: access paths as in `L` terms (`S:net.ipv4.sysctl_x`), `G:name` for globals and whatever
 * else is no local, `K:NAME` for constants in capitals (`K:RLIMIT_NOFILE`), `P:0` for the value of a parameter.
 */
export type Reads = readonly string[];

/**
 * A `return` that says no without an errno: `gave` is NULL, false, true, 0, 1 or -1, `=` for what the calls gave, or `?` for
 * what a test of them gave. `calls`: index, and what it gave (`Sense`) where the test is true, and where it is false.
 */
export interface Gift {
  readonly gave: string;
  readonly line: number;
  readonly guard?: Guard | undefined;
  /** Of the other ways that lead to it. */
  readonly near?: readonly Test[] | undefined;
  readonly calls?: readonly (readonly [call: number, whenTrue: number, whenFalse: number])[] | undefined;
}

/** callee · line · for the arguments that matter to linking: position and where their value comes from */
export type CallFacts = readonly [CalleeRef, number, ...(readonly [number, readonly Term[]])[]];

/** `name()` a call that value flow passes over, `name` a name that is not called · its first line; see `mentionsIn`. */
export type Mention = readonly [text: string, line: number];

/**
 * A store into a field or a global variable. `lent`: into a struct of the function's own that it hands to a callee whose result it
 * returns: where some function gives that field, it may be this one.
 */
export type StoreFacts = readonly [path: string, line: number, terms: readonly Term[], lent?: 1];

export interface FunctionFacts {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  readonly flags: number;
  readonly config?: string | undefined;
  /** Names and types of parameters; see `typeOf`, and `*` for a pointer to a plain number. */
  readonly params: readonly string[];
  readonly types: readonly string[];
  readonly returns: string;
  readonly literals: readonly Literal[];
  readonly calls: readonly CallFacts[];
  /** What the function returns. */
  readonly result: readonly Term[];
  /** What it stores through parameter n: [n, terms]. */
  readonly outs: readonly (readonly [number, readonly Term[]])[];
  readonly stores: readonly StoreFacts[];
  readonly mentions: readonly Mention[];
  /** See `bodySize`; macros have none. */
  readonly size?: number | undefined;
  /** The constants that calls stand under: [call, names]; see `ConstantTests`. */
  readonly under?: readonly (readonly [number, readonly string[]])[] | undefined;
  /** Constants of which one value can be only one. */
  readonly choices?: readonly (readonly string[])[] | undefined;
  readonly gives?: readonly Gift[] | undefined;
  /** Constants that name a limit, by the call that they are given to: [callee, line, `RLIMIT_NOFILE`]. */
  readonly limits?: readonly (readonly [callee: string, line: number, constant: string])[] | undefined;
  /** What its results read that are no errnos: `return READ_ONCE(sysctl_x);` */
  readonly reads?: Reads | undefined;
  /** What it stores through its parameters: `*low = net->range[0];` */
  readonly puts?: Sources | undefined;
  /** Of one that says that there is no more of something: the fields whose address it gives to calls that it tests. */
  readonly charges?: Reads | undefined;
}

/** A function-like macro; `escapes` is what its `return` statements make the calling function return. */
export interface MacroFacts extends FunctionFacts {
  readonly escapes: readonly Term[];
  /** The access path that tells the type of the macro's value, or ''. */
  readonly value: string;
}

/**
 * One entry of an initialiser: field path (`read`, `[].doit`, `[3]` by position) · name or errno given · line · index
 * label · what the entry is for: `field=CONSTANT` and `field="name"` of the same struct, `[]=CONSTANT` of its index,
 * `()=CONSTANT` of the macro that stands for it
 */
export type InitializerEntry = readonly [
  path: string,
  value: string,
  line: number,
  label?: string,
  under?: readonly string[],
];

export interface InitializerFacts {
  readonly variable: string;
  readonly type: string;
  readonly line: number;
  readonly static: boolean;
  readonly config?: string | undefined;
  readonly entries: readonly InitializerEntry[];
  readonly macros: readonly InitializerMacro[];
}

/**
 * A macro call in an initialiser: macro · arguments · line · path · where it stands: the value of `path` (-2), an element of
 * the array at `path` (-1), or, from 0 on, that position in the struct at `path`.
 */
export type InitializerMacro = readonly [
  macro: string,
  args: readonly string[],
  line: number,
  path: string,
  place: number,
];

/** A struct or union: [field, type] in order; type as in `typeOf`. */
export interface StructFacts {
  readonly tag: string;
  readonly fields: readonly (readonly [string, string])[];
}

export interface FileFacts {
  readonly path: string;
  readonly functions: readonly FunctionFacts[];
  readonly macros: readonly MacroFacts[];
  readonly initializers: readonly InitializerFacts[];
  readonly structs: readonly StructFacts[];
  /** typedef name → type as in `typeOf`. */
  readonly typedefs: readonly (readonly [string, string])[];
  /** Object-like macros that are another name for an identifier. */
  readonly aliases: readonly (readonly [string, string])[];
  /** Macros that call something without arguments or result to follow (`#define current get_current()`): [macro, what it mentions]. */
  readonly callingNames: readonly (readonly [string, readonly Mention[]])[];
  /** Function-like macros that call nothing and give nothing to follow: names that are no functions. */
  readonly hollow: readonly string[];
  /** Top-level macro calls such as `EXPORT_SYMBOL(x)`: [macro, arguments, line, `static ` or '']. */
  readonly marks: readonly (readonly [string, readonly string[], number, string])[];
  /** Macros that may make definitions or parts of initialisers. */
  readonly templates: readonly Template[];
  /** Global variables' and prototypes' types that access paths need: [name, type]. */
  readonly globals: readonly (readonly [string, string])[];
  /** Constants that programs can name, see `userConstants`. */
  readonly constants?: readonly string[];
  /** Those of them that are commands of ioctls: a call has one of all that there are. */
  readonly ioctls?: readonly string[];
  /** Commands whose number is a constant of its own: [command, number]; see `commandNumbers`. */
  readonly numbers?: readonly (readonly [string, string])[];
  /** Files that code makes: [name, the ops table that is given with it]; see `madeFiles`. */
  readonly files?: readonly (readonly [string, string])[];
  readonly tunables?: TunableFacts;
}
