/** Which files are compiled without the calls that ftrace and kprobes on ftrace attach to, as the Makefiles say. */

/**
 * A test for C files. Makefiles take `$(CC_FLAGS_FTRACE)` (or `-pg`) away from one object (`CFLAGS_REMOVE_x.o`), or from
 * all objects of their folder (`ccflags-remove-…`, or a `subst` over the flags, as `lib/` and `kernel/trace/` do in 5.10–7.3).
 */
export function untracedFiles(tables: ReadonlyMap<string, string>): (path: string) => boolean {
  const folders = new Set<string>();
  const files = new Set<string>();
  for (const [path, text] of tables) {
    if (!/(?:^|\/)(?:Makefile|Kbuild)$/.test(path) || !/CC_FLAGS_FTRACE|-pg\b/.test(text)) continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
      if (!/\$\(CC_FLAGS_FTRACE\)|-pg\b/.test(line)) continue;
      const one = /^\s*CFLAGS_REMOVE_([\w./-]+)\.o\b/.exec(line)?.[1];
      if (one) files.add(`${folder}${one}.c`);
      else if (
        folder !== '' &&
        /^\s*(?:ccflags-remove-|KBUILD_CFLAGS\s*:?=\s*\$\(subst\s+\$\(CC_FLAGS_FTRACE\))/.test(line)
      )
        folders.add(folder);
    }
  }
  return (path) => files.has(path) || folders.has(path.slice(0, path.lastIndexOf('/') + 1));
}
