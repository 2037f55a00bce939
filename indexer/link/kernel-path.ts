/** What a file's place in the tree says about the code in it. */

/** The arch whose kernel compiles a file (`arch/x86/…` → `x86`), or '' for all. */
export function archOfPath(path: string): string {
  return /^arch\/([^/]+)\//.exec(path)?.[1] ?? '';
}

/** Code that is built beside the kernel proper and is never called by it: boot stubs, decompressors, vDSO, purgatory. */
export function isAside(path: string): boolean {
  return /^arch\/[^/]+\/(?:boot|purgatory|realmode|vdso|tools|um)\/|\/vdso(?:32|64)?\/|^arch\/um\/|^lib\/(?:test_|raid6\/test)|\/selftests?\/|^drivers\/firmware\/efi\/libstub\//.test(
    path,
  );
}

/** Whether code at `from` can include a header at `header`: shared ones always, private ones from near by. */
export function sees(from: string, header: string): boolean {
  if (/^include\//.test(header)) return true;
  const arch = /^arch\/([^/]+)\/include\//.exec(header);
  if (arch) {
    const own = archOfPath(from);
    return own === '' || own === arch[1];
  }
  return sharedDepth(from, header) >= 1 && topFolder(from) === topFolder(header);
}

function topFolder(path: string): string {
  const parts = path.split('/');
  return parts.slice(0, Math.min(parts.length - 1, 2)).join('/');
}

/** Number of leading folders that two paths share. */
export function sharedDepth(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let depth = 0;
  while (depth < left.length - 1 && depth < right.length - 1 && left[depth] === right[depth]) depth++;
  return depth;
}
