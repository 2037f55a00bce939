/** Masks what the C grammar cannot read in kernel code; every replacement has the length of what it replaces. */

/** Annotations for other readers (sparse, gcc attributes): they change no value. With an argument list, or without. */
const ANNOTATION =
  /\b(?:__(?:user|iomem|force|rcu|percpu|kernel|bitwise|private|nocast|safe|maybe_unused|always_unused|unused|used|must_check|initdata|initconst|ro_after_init|read_mostly|randomize_layout|packed|latent_entropy|uninitialized|cacheline_aligned\w*)\b|(?:__(?:attribute__|attribute|free|cleanup|aligned|printf|scanf|counted_by|section|alloc_size|assume_aligned)|DECLARE_FLEX_ARRAY)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\basmlinkage\b|\bnoinline\w*\b)/g;

/** A type given as an argument (`list_entry(p, struct foo, node)`, `min_t(unsigned long, a, b)`): no expression to the grammar. */
const TYPE_ARGUMENT =
  /(,\s*|\(\s*)((?:(?:const|volatile|struct|union|enum|unsigned|signed|long|short|int|char|void|bool|float|double)\b\s*)+)(\w+\s*)?((?:\*\s*)*)(?=[,)])/g;

/** `case 1 ... 9:` is a GNU range. */
const CASE_RANGE = /(\bcase\b[^:;{}\n]*?)(\.\.\.[^:;{}\n]*)(?=:)/g;

/** Names that open a statement of their own to the grammar but are only a hint to the compiler. */
const LABEL_DECLARATION = /\b__label__\b[^;]*;/g;

/** Statements that only print: their arguments matter to nobody here, and are many. */
const PRINT =
  /([;{}):]\s*|\belse\s+)(\w*(?:print|err|warn|info|notice|dbg|debug|log|msg|ERROR|WARN|DEBUG|INFO|ERR|DBG)\w*\s*\()([^;{}=&()]*"[^;{}=&()]*)(?=\)\s*;)/g;

/** The text of one function body, ready for the grammar. */
export function maskBody(text: string): string {
  let masked = text;
  if (masked.includes('__') || masked.includes('noinline')) masked = masked.replace(ANNOTATION, blanks);
  if (/\b(?:struct|union|enum|int|long|short|char|void|bool|unsigned|signed)\b/.test(masked)) {
    masked = masked.replace(TYPE_ARGUMENT, maskTypeArgument);
  }
  if (masked.includes('"')) masked = masked.replace(PRINT, maskPrint);
  if (masked.includes('...'))
    masked = masked.replace(CASE_RANGE, (_all, kept: string, range: string) => kept + blanks(range));
  if (masked.includes('__label__')) masked = masked.replace(LABEL_DECLARATION, blanks);
  return masked;
}

function maskTypeArgument(
  all: string,
  lead: string,
  words: string,
  name: string | undefined,
  stars: string,
  offset: number,
  whole: string,
): string {
  // `(struct foo *)` and `(int)` are casts or the operand of sizeof, which the grammar reads.
  if (lead.startsWith('(') && whole[offset + all.length] === ')') return all;
  if (name !== undefined && !/\b(?:struct|union|enum|const|volatile)\b/.test(words)) return all;
  const kept = name === undefined ? 'T'.padEnd(words.length) : words.replace(/[^\n]/g, ' ') + name;
  return lead + kept + stars.replace(/\*/g, ' ');
}

function maskPrint(_all: string, lead: string, head: string, args: string): string {
  return lead + head + (/\bE[A-Z]{2}/.test(args) ? args : blanks(args));
}

function blanks(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
