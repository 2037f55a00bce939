/** What a question that lacks a syscall can mean: the syscalls that return the errno, those with known causes first. */
import type { Arch } from '../arch.js';
import { searchCauses } from '../causes.js';
import { errnoIds } from '../count-origins.js';
import type { Pack } from '../pack.js';
import { canGive } from '../reach.js';
import { syscallsOf } from '../syscalls.js';

interface SyscallChoice {
  readonly syscall: string;
  /** Titles of known causes of the errno there. */
  readonly causes: readonly string[];
}

export interface SyscallChoices {
  /** How many syscalls can return the errno. */
  readonly total: number;
  readonly choices: readonly SyscallChoice[];
}

/** @param only - syscalls that are thought of already: the choices are among them */
export async function syscallChoices(
  pack: Pack,
  arch: Arch,
  errno: string,
  most: number,
  only?: readonly string[],
): Promise<SyscallChoices> {
  const able = canGive(pack, errnoIds(pack, errno), arch, 'own');
  const giving = (await syscallsOf(pack, arch)).filter((one) => one.function !== null && able(one.function));
  // A cause is told once, at the first syscall that it names: mkdir and mkdirat are one choice.
  const titles = new Map<string, string[]>();
  for (const { title, syscalls } of searchCauses({ errno })) {
    const first = syscalls.find((name) => giving.some((one) => one.name === name));
    if (first !== undefined) titles.set(first, [...(titles.get(first) ?? []), title]);
  }
  const ranked = giving
    .filter(({ name }) => only === undefined || only.length === 0 || only.includes(name))
    .map(({ name }) => ({ syscall: name, causes: titles.get(name) ?? [] }))
    .sort((a, b) => b.causes.length - a.causes.length || (a.syscall < b.syscall ? -1 : 1));
  const known = ranked.filter(({ causes }) => causes.length > 0);
  return { total: giving.length, choices: (known.length > 0 ? known : ranked).slice(0, most) };
}
