/** What a question is after, by its words. */

export interface Intents {
  /** What changed from one kernel to another. */
  readonly diff: boolean;
  /** Which settings can be behind a failure. */
  readonly tunables: boolean;
  /** Whether a function can be attached to, or where it stands. */
  readonly probe: boolean;
  /** Which errnos a syscall has. */
  readonly errnos: boolean;
  /** Commands that prove an origin. */
  readonly plan: boolean;
}

const DIFF =
  /\b(?:diff|differs?|difference|chang(?:e|ed|es)|between|vs|versus|compared?|new in|upgrad(?:e|ed|ing)|regress(?:ed|ion)|before and after)\b/i;
const TUNABLES =
  /\b(?:which|what|any|list|show|is there an?|are there)\b[^.?!]{0,40}\b(?:sysctls?|tunables?|knobs?|[ru]?limits?|settings?|parameters?)\b|\b(?:tunables?|knobs?|sysctls?)\s+(?:for|of|behind)\b/i;
const PROBE =
  /\b(?:k?(?:ret)?prob(?:e|ed|es|eable|able|ing)|traceable|attach(?:ed|able)?|fentry|fexit|inlined?|symbol|kallsyms)\b/i;
const ERRNOS =
  /\b(?:(?:which|what|list|all|the)\s+(?:the\s+)?(?:possible\s+)?(?:errnos?|errors?)|what can fail|can (?:it )?return|(?:errnos?|errors?) (?:of|list)|possible (?:errnos?|errors?))\b/i;
const PLAN =
  /^\s*(?:trace|prove|debug|watch|catch)\b|\b(?:one-?liners?|scripts?)\b|\bhow\b[^.?!]{0,30}\b(?:trace|prove|debug|confirm|watch|catch|verify|find out)\b|\b(?:commands?|plan|script)\b[^.?!]{0,20}\b(?:to|for|that)\b|\b(?:what|which)\b[^.?!]{0,20}\b(?:run|commands?|tools?)\b[^.?!]{0,12}\b(?:to|shows?|finds?|tells?|proves?)\b/i;

/** A word that stands for a setting, also where a program has that name. */
export function isSettingWord(word: string): boolean {
  return /^(?:sysctls?|tunables?|knobs?|[ru]?limits?|settings?|parameters?)$/i.test(word);
}

export function intentsOf(text: string): Intents {
  return {
    diff: DIFF.test(text),
    tunables: TUNABLES.test(text),
    probe: PROBE.test(text),
    errnos: ERRNOS.test(text),
    plan: PLAN.test(text),
  };
}
