/** Classes whose lock may fail: what `DEFINE_GUARD_COND` and its like define, which no text of theirs says. */

/**
 * From 6.16 on these macros choose their body by the number of their arguments, and the fourth tells of the lock's result
 * (`_RET == 0`) whether it was taken: else it is the errno (include/linux/cleanup.h).
 */
const DEFINES = /^DEFINE_(?:GUARD|LOCK_GUARD_1)_COND$/;

/** The constructor that a macro call at the top level stands for, as text; undefined for any other. */
export function conditionalClass(macro: string, args: readonly string[]): string | undefined {
  if (!DEFINES.test(macro)) return undefined;
  const [name = '', extension = '', lock = '', condition = ''] = args;
  if (!/^\w+$/.test(name + extension) || !/^_RET\b/.test(condition)) return undefined;
  return `static inline int class_${name}${extension}_constructor(void *_T) { return ${lock}; }`;
}
