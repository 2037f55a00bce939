/** Lines that no tool's form fits: what programs and the kernel's log say, and what tools complain of. */
import { knownPrograms } from '../../domain/ask/programs.js';
import { CAUSES } from '../../domain/causes.js';
import { ERRNO_MESSAGES, errnoByName, MAX_ERRNO } from '../../domain/errno.js';
import { literalParts } from '../../domain/message-pattern.js';
import { type Line, Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { ErrnoCode, Recognised, TroubleKind } from './observed.js';
import { type Phrases, phrases } from './phrases.js';
import { pythonCode } from './python-code.js';
import { TROUBLE_PHRASES, troubleOf } from './troubles.js';

type Meaning =
  | { readonly kind: 'errno'; readonly errno: string }
  | { readonly kind: 'trouble'; readonly trouble: TroubleKind }
  | { readonly kind: 'known' }
  | { readonly kind: 'number' };

const KNOWN: Meaning = { kind: 'known' };

/** Words before the number of an errno. */
const BEFORE_NUMBER = ['errno', 'os error', 'operating system error number'];

/** A part of a known message that is shorter says too little. */
const SHORTEST_ANCHOR = 8;

const PHRASES: Phrases<Meaning> = phrases(
  (function* (): Iterable<readonly [string, Meaning]> {
    for (const [message, errno] of ERRNO_MESSAGES) yield [message, { kind: 'errno', errno }];
    for (const phrase of BEFORE_NUMBER) yield [phrase, { kind: 'number' }];
    for (const [phrase, trouble] of TROUBLE_PHRASES) yield [phrase, { kind: 'trouble', trouble }];
    const telling = knownPrograms().messages.flatMap(({ says, errno }) => (errno === undefined ? [] : [says]));
    const anchors = new Set([...CAUSES.flatMap(({ messages }) => messages), ...telling].map(anchorOf));
    for (const anchor of anchors)
      if (anchor.length >= SHORTEST_ANCHOR && !ERRNO_MESSAGES.has(anchor)) yield [anchor, KNOWN];
  })(),
);

/** The longest literal part of a pattern, from its first letter on. */
function anchorOf(pattern: string): string {
  const parts = literalParts(pattern).map((part) => part.replace(/^[^a-z0-9]+/, ''));
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** `[  123.456789] `, `[Mon Nov 23 10:00:00 2026] `, `… host kernel: …`. */
const DMESG =
  /^(?:<\d{1,3}>)?\[\s{0,6}\d{1,8}\.\d{6}\]|^\[[A-Z][a-z]{2} [A-Z][a-z]{2}\s{1,2}\d{1,2} [\d:]{8} \d{4}\]|\bkernel: /;
/** `[Errno 28]`, `errno=28`, `errno: 12`, `(os error 28)`, `errno -28`; of InnoDB `Operating system error number 28`. */
const NUMBERED = /\b(?:errno|os error|operating system error number)\b[\s:=()]{0,4}-?(\d{1,4})\b/i;
/** `failed with error -28`, `ret=-28`, `err -12`, `rc: -28`: only a negative number is surely an errno. */
const NEGATIVE = /\b(?:error|err|ret|rc|status|code|returned|failed)\b[\s:=()]{0,4}-(\d{1,4})\b/i;
const NAMES = /\bE[A-Z0-9]{2,23}\b/g;
/** A shell of a tool that wrote to tracefs: what it says is about the probe. */
const TOOL_SHELL =
  /(?:funcgraph|functrace|kprobe|tpoint|uprobe|funcslower|funccount)(?:-perf)?: line \d{1,5}: echo: write error/;

export interface FreeText {
  /** Gives what the line was; undefined where it says nothing. */
  read(line: string, marks: number): Recognised | undefined;
  /** Whether a line of a text can say something. */
  mayTell(text: string, line: Line): boolean;
}

export function freeText(notes: Notes): FreeText {
  const python = pythonCode();
  return {
    read(bare, marks) {
      const line = python.with(bare);
      let errno: ErrnoCode | null = null;
      let known = false;
      let numbered = false;
      let trouble: Recognised | undefined;
      /** Kinds that the line was looked through for: its words can come again and again. */
      let looked: TroubleKind[] | undefined;
      for (const { means } of PHRASES.in(line)) {
        if (means.kind === 'known') known = true;
        else if (means.kind === 'number') numbered = true;
        else if (means.kind === 'errno') errno ??= means.errno;
        else if (
          trouble === undefined &&
          !(means.trouble === 'not-root' && errno !== null) &&
          looked?.includes(means.trouble) !== true
        ) {
          looked = [...(looked ?? []), means.trouble];
          const told = troubleOf(means.trouble, line);
          if (told !== undefined) {
            notes.trouble(told);
            trouble = 'tool-failure';
          }
        }
      }
      if (trouble !== undefined) return trouble;
      errno ??= named(line, marks, numbered);
      if (errno === null && !known) return undefined;
      if (TOOL_SHELL.test(line)) return 'tool-failure';
      const from = DMESG.test(line) ? 'dmesg' : 'application';
      notes.said({ from, line: line.trim(), errno, known });
      return from;
    },
    mayTell(text, { start, end, marks }) {
      return (marks & (Mark.name | Mark.negative)) !== 0 || PHRASES.mayStandIn(text, start, end);
    },
  };
}

function named(line: string, marks: number, numbered: boolean): ErrnoCode | null {
  if (marks & Mark.name) for (const [name] of line.matchAll(NAMES)) if (errnoByName(name)) return name;
  if (!(marks & Mark.digit)) return null;
  const written = (numbered ? NUMBERED.exec(line) : null) ?? (marks & Mark.negative ? NEGATIVE.exec(line) : null);
  const number = Number(written?.[1]);
  return number >= 1 && number <= MAX_ERRNO ? number : null;
}
