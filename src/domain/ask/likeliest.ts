/** Of the syscalls that can stand behind words, those that can return the errno. */
import type { Arch } from '../arch.js';
import { errnoIds } from '../count-origins.js';
import { isDocumented } from '../documented-errnos.js';
import type { Pack } from '../pack.js';
import { canGive } from '../reach.js';
import type { SyscallCandidate } from './said-syscalls.js';
import { COMMON } from './words.js';

/** The syscalls of an arch, each with its body. */
type Rows = readonly { readonly name: string; readonly function: number | null }[];

/** Whether a word means a syscall: "exit" and "time" of a sentence are none that cannot even return the errno. */
export function isMeant(
  pack: Pack,
  arch: Arch,
  { how, text, syscalls }: SyscallCandidate,
  rows: Rows,
  errno: string | undefined,
): boolean {
  if (how !== 'word' || errno === undefined || !COMMON.has(text.toLowerCase())) return true;
  return giving(pack, arch, syscalls, rows, errno).length > 0;
}

/** Those that can return the errno, in their order. */
function giving(pack: Pack, arch: Arch, names: readonly string[], rows: Rows, errno: string): readonly string[] {
  const able = canGive(pack, errnoIds(pack, errno), arch, 'own');
  return names.filter((name) => {
    const body = rows.find((row) => row.name === name)?.function ?? null;
    return body !== null && able(body);
  });
}

/**
 * Of the syscalls behind a complaint the first that can return the errno: one that was named before others, else one whose
 * manual page has it.
 */
export function likeliest(
  pack: Pack,
  arch: Arch,
  names: readonly string[],
  rows: Rows,
  errno: string | undefined,
  isNamed: boolean,
): string | undefined {
  if (errno === undefined || names.length < 2) return names[0];
  const able = giving(pack, arch, names, rows, errno);
  const documented = isNamed ? undefined : able.find((name) => isDocumented(name, errno));
  return documented ?? able[0] ?? names[0];
}
