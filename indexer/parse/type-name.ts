/** Reads what matters of a C type: the struct behind it, or that it is a function pointer. */

const PLAIN =
  /^(const|volatile|unsigned|signed|int|long|short|char|void|bool|_Bool|float|double|static|extern|inline|register|struct|union|enum|restrict|asmlinkage|noinline\w*|notrace|noinstr|typeof|__typeof__|u8|u16|u32|u64|s8|s16|s32|s64|__u8|__u16|__u32|__u64|__s32|__s64|__le16|__le32|__le64|__be16|__be32|__be64|size_t|ssize_t|loff_t|gfp_t|umode_t|dev_t|pid_t|uint|ulong|uint8_t|uint16_t|uint32_t|uint64_t|int32_t|int64_t|uintptr_t)$/;

/** Words for sparse and the compiler that can stand among a declaration's own; other names may begin with `__`, too. */
const ANNOTATION =
  /\b__(?:user|iomem|force|rcu|percpu|kernel|bitwise|private|nocast|safe|maybe_unused|always_unused|unused|used|must_check|packed|aligned|attribute__|attribute|counted_by\w*|guarded_by|randomize_layout|read_mostly|ro_after_init|init\w*|exit\w*|data|nonstring|data_racy|kptr\w*|cacheline\w*|_+cacheline\w*)\b(?:\s*\((?:[^()]|\([^()]*\))*\))?/g;

/** A name with its type, as in a parameter list or a struct. */
export interface Parameter {
  readonly name: string;
  /** See `typeOf`: `S:tag`, `T:typedef`, `F` (function pointer) or '' (a plain number). */
  readonly type: string;
  readonly pointer: boolean;
}

/** `S:tag` for a struct or union, `T:name` for a typedef, `F` for a function pointer, '' for plain numbers. */
export function typeOf(text: string): string {
  const tag = /\b(?:struct|union)\s+(\w+)/.exec(text);
  if (tag) return `S:${tag[1]}`;
  if (/\(\s*\*/.test(text)) return 'F';
  const words = text.match(/[A-Za-z_]\w*/g) ?? [];
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i] as string;
    if (!PLAIN.test(word) && !word.startsWith('__') && !/^[A-Z_]+$/.test(word)) return `T:${word}`;
  }
  return '';
}

/** `const struct path *path`, `int (*fill)(struct super_block *, void *)`, `char name[16]` → name and type. */
export function parseTypedName(text: string): Parameter {
  const pointerToFunction = /\(\s*\*+\s*(?:const\s+)?(\w*)\s*(?:\[[^\]]*\])?\s*\)\s*\(/.exec(text);
  if (pointerToFunction) return { name: pointerToFunction[1] ?? '', type: 'F', pointer: true };
  const plain = text.replace(/\[[^\]]*\]/g, '*').replace(ANNOTATION, ' ');
  const { start, end } = lastWord(plain);
  const before = plain.slice(0, start).trim();
  if (start === end || before === '' || before === 'struct')
    return { name: '', type: typeOf(text), pointer: text.includes('*') };
  return { name: plain.slice(start, end), type: typeOf(before), pointer: plain.includes('*') };
}

/** The word behind which nothing but blanks and stars come; empty where there is none. */
function lastWord(text: string): { readonly start: number; readonly end: number } {
  let end = text.length;
  while (end > 0 && isBlankOrStar(text.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && isWordPart(text.charCodeAt(start - 1))) start--;
  return { start, end };
}

function isBlankOrStar(c: number): boolean {
  return c === 42 || c === 32 || (c >= 9 && c <= 13);
}

function isWordPart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57);
}
