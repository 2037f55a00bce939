/** Symbols that tools print to what they are in a pack: the entry of a syscall, or functions of the graph. */
import { FunctionFlag } from '../../store/schema.js';
import type { Arch } from '../arch.js';
import { findDefinitions } from '../functions.js';
import type { Pack } from '../pack.js';
import { archMask } from '../reach.js';
import { findSyscall, type Syscall, syscallsOf } from '../syscalls.js';

export interface Resolved {
  /** Set where the symbol starts a syscall. */
  readonly syscall?: Syscall;
  /** Ids of the functions of that name that the arch can have. */
  readonly functions: readonly number[];
}

/** `__x64_sys_mount`, `__do_sys_move_mount`, `__arm64_compat_sys_openat`, `SyS_mount`, `sys_mount`. */
const ENTRY = /^(?:__(?:[a-z0-9]{2,12}_)?)?(?:compat_)?(?:sys|SyS)_\w+$/;

/** Whether a symbol can be the entry of a syscall. */
export function looksLikeEntry(symbol: string): boolean {
  return ENTRY.test(symbol);
}

/**
 * A function that is defined by that name is that function, not another spelling of an entry: `__sys_accept4` serves accept, too.
 * @param loose - whether a syscall's bare name means the syscall
 */
export async function resolveSymbol(pack: Pack, symbol: string, arch: Arch, loose = false): Promise<Resolved> {
  const name = symbol.split('.')[0] ?? symbol;
  const rows = await findDefinitions(pack, name);
  const isFunction = rows.some((row) => row.name === name && (row.flags & FunctionFlag.syscall) === 0);
  if (ENTRY.test(name) && !isFunction) {
    const found = await findSyscall(pack, name, arch);
    if (found.ok)
      return { syscall: found.syscall, functions: found.syscall.function === null ? [] : [found.syscall.function] };
  }
  if (loose) {
    const syscall = (await syscallsOf(pack, arch)).find((one) => one.name === name);
    if (syscall !== undefined) return { syscall, functions: [] };
  }
  const mask = archMask(pack.graph, arch);
  return { functions: rows.map(({ id }) => id).filter((id) => mask[pack.graph.functionArch[id] as number] === true) };
}

/** A syscall by a name or number that a tool printed. */
export async function resolveSyscall(pack: Pack, text: string, arch: Arch): Promise<Syscall | undefined> {
  const found = await findSyscall(pack, text, arch);
  return found.ok ? found.syscall : undefined;
}
