/** Syscalls of a pack: their numbers and entry symbols for each arch and ABI. */
import { ARCH_NAMES, ARCHES, type Arch } from './arch.js';
import { nearest } from './nearest.js';
import type { Pack } from './pack.js';
import { parseSyscallName } from './syscall-name.js';

/** One entry of one ABI. `function` is the body's id, null where the tree holds no C body for it. */
interface SyscallEntry {
  readonly abi: string;
  readonly number: number;
  readonly entry: string;
  readonly function: number | null;
}

/** A syscall of an arch: its entry in the native ABI (or the only ABI that has it), and those of the other ABIs. */
export interface Syscall extends SyscallEntry {
  readonly name: string;
  readonly compat: readonly SyscallEntry[];
}

export type SyscallResult =
  | { readonly ok: true; readonly syscall: Syscall }
  | {
      readonly ok: false;
      readonly malformed: boolean;
      readonly reason: string;
      readonly suggestions: readonly string[];
    };

/** Syscalls by arch. */
type SyscallTable = ReadonlyMap<string, readonly Syscall[]>;

const tables = new WeakMap<Pack, Promise<SyscallTable>>();

/** The syscalls of an arch, ordered by name. They are read once for a pack, by themselves unless all were: most questions are about one arch. */
export async function syscallsOf(pack: Pack, arch: Arch): Promise<readonly Syscall[]> {
  const read = tables.get(pack) ?? pack.memory.recall('syscalls', arch, ARCH_NAMES.length, () => readTable(pack, arch));
  return (await read).get(arch) ?? [];
}

/** Whether a kernel runs anything for it: a table also names what was never written, or taken out (`sys_ni_syscall`). */
export function isImplemented({ entry, function: body }: Syscall): boolean {
  return body !== null && !/sys_ni_syscall$/.test(entry);
}

/**
 * Finds a syscall by any of its names: the table's, an entry symbol, a `sys_` spelling, or a number of the native ABI.
 * A name that only other arches have is refused with the arches that have it.
 */
export async function findSyscall(pack: Pack, text: string, arch: Arch): Promise<SyscallResult> {
  const parsed = parseSyscallName(text);
  if (parsed.kind === 'invalid') return { ok: false, malformed: true, reason: parsed.reason, suggestions: [] };
  const here = await syscallsOf(pack, arch);
  if (parsed.kind === 'number') {
    const native = ARCHES[arch].abis[0];
    const numbered = here.find((syscall) => syscall.number === parsed.number && syscall.abi === native);
    if (numbered !== undefined) return { ok: true, syscall: numbered };
    return refused(`no syscall of ${arch} has the number ${parsed.number}`, []);
  }
  const wanted = text.trim();
  const found = bySpelling(here, wanted, parsed.name);
  if (found !== undefined) return { ok: true, syscall: found };

  const all = await table(pack);
  const elsewhere = ARCH_NAMES.filter(
    (other) => other !== arch && bySpelling(all.get(other) ?? [], wanted, parsed.name) !== undefined,
  );
  const near = nearest(
    parsed.name,
    here.map((syscall) => syscall.name),
  );
  if (elsewhere.length > 0)
    return refused(`${parsed.name} is no syscall of ${arch}, but of ${elsewhere.join(', ')}`, near);
  return refused(`"${parsed.name}" is no syscall of ${arch}`, near);
}

/** The entry symbols whose body is the function, of every ABI of an arch or, without one, of all arches. */
export async function entriesOfFunction(pack: Pack, id: number, arch?: Arch): Promise<readonly string[]> {
  const entries = new Set<string>();
  for (const [of, syscalls] of await table(pack)) {
    if (arch !== undefined && of !== arch) continue;
    for (const syscall of syscalls) {
      for (const entry of [syscall, ...syscall.compat]) if (entry.function === id) entries.add(entry.entry);
    }
  }
  return [...entries];
}

/** The bodies behind a spelling of a syscall's function (`__x64_sys_mount`, `sys_mount`), of every arch. */
export async function bodiesOf(pack: Pack, spelling: string): Promise<readonly number[]> {
  const { exact, named, meant } = await spellings(pack);
  const bodies = exact.get(spelling);
  if (bodies !== undefined && bodies.length > 0) return bodies;
  // `__se_sys_mount` and its like are no entry of any arch; a bare word is a function's own name, not a syscall's.
  const parsed = parseSyscallName(spelling);
  if (parsed.kind !== 'name' || parsed.name === spelling.trim().toLowerCase()) return [];
  const found = new Map([...(meant.get(parsed.name) ?? []), ...(named.get(parsed.name) ?? [])]);
  return [...new Set([...found.values()].flatMap((body) => (body === null ? [] : [body])))].sort((a, b) => a - b);
}

/** Bodies by arch. */
type BodyOfArch = Map<string, number | null>;

interface Spellings {
  /** By the whole symbol of an entry, of any ABI. */
  readonly exact: ReadonlyMap<string, readonly number[]>;
  /** By the syscall's name in the table. */
  readonly named: ReadonlyMap<string, BodyOfArch>;
  /** By the name in the symbol of an entry: `newstat` of `sys_newstat`, which is the table's `stat`. */
  readonly meant: ReadonlyMap<string, BodyOfArch>;
}

const allSpellings = new WeakMap<Pack, Promise<Spellings>>();

/** All spellings, looked through once: tools name thousands of functions of which none is an entry. */
function spellings(pack: Pack): Promise<Spellings> {
  const known = allSpellings.get(pack);
  if (known !== undefined) return known;
  const made = table(pack).then(spellingsOf);
  allSpellings.set(pack, made);
  made.catch(() => allSpellings.delete(pack));
  return made;
}

function spellingsOf(byArch: SyscallTable): Spellings {
  const exact = new Map<string, number[]>();
  const named = new Map<string, BodyOfArch>();
  const meant = new Map<string, BodyOfArch>();
  const note = (map: Map<string, BodyOfArch>, name: string, arch: string, body: number | null): void => {
    const bodies = map.get(name) ?? new Map<string, number | null>();
    map.set(name, bodies);
    if (!bodies.has(arch)) bodies.set(arch, body);
  };
  for (const [arch, syscalls] of byArch) {
    for (const syscall of syscalls) {
      note(named, syscall.name, arch, syscall.function);
      for (const { entry, function: body } of [syscall, ...syscall.compat]) {
        const bodies = exact.get(entry) ?? [];
        exact.set(entry, bodies);
        if (body !== null && !bodies.includes(body)) bodies.push(body);
        const parsed = parseSyscallName(entry);
        if (parsed.kind === 'name' && parsed.name !== syscall.name) note(meant, parsed.name, arch, syscall.function);
      }
    }
  }
  for (const bodies of exact.values()) bodies.sort((a, b) => a - b);
  return { exact, named, meant };
}

/** An entry symbol names the table's row exactly; `sys_newstat` and the name `stat` may both mean one syscall. */
function bySpelling(syscalls: readonly Syscall[], text: string, name: string): Syscall | undefined {
  const { entries, names } = keysOf(syscalls);
  const means = (entry: SyscallEntry): boolean => {
    const body = parseSyscallName(entry.entry);
    return body.kind === 'name' && body.name === name;
  };
  return (
    entries.get(text) ?? names.get(name) ?? syscalls.find((syscall) => means(syscall) || syscall.compat.some(means))
  );
}

/** By the symbols of their entries, and by name: of those that share one the first. */
interface SyscallKeys {
  readonly entries: ReadonlyMap<string, Syscall>;
  readonly names: ReadonlyMap<string, Syscall>;
}

const keys = new WeakMap<readonly Syscall[], SyscallKeys>();

/** Made once for the syscalls of an arch: every question names one. */
function keysOf(syscalls: readonly Syscall[]): SyscallKeys {
  const known = keys.get(syscalls);
  if (known !== undefined) return known;
  const entries = new Map<string, Syscall>();
  const names = new Map<string, Syscall>();
  for (const syscall of syscalls) {
    for (const { entry } of [syscall, ...syscall.compat]) if (!entries.has(entry)) entries.set(entry, syscall);
    if (!names.has(syscall.name)) names.set(syscall.name, syscall);
  }
  const made = { entries, names };
  keys.set(syscalls, made);
  return made;
}

function refused(reason: string, suggestions: readonly string[]): SyscallResult {
  return { ok: false, malformed: false, reason, suggestions };
}

function table(pack: Pack): Promise<SyscallTable> {
  const known = tables.get(pack);
  if (known !== undefined) return known;
  const read = readTable(pack).catch((error: unknown) => {
    tables.delete(pack);
    throw error;
  });
  tables.set(pack, read);
  return read;
}

/** @param arch - all without */
async function readTable({ store }: Pack, arch?: Arch): Promise<SyscallTable> {
  const columns = 'SELECT arch, abi, name, number, entry, function FROM syscall';
  const rows = await (arch === undefined
    ? store.all(`${columns} ORDER BY arch, name`)
    : store.all(`${columns} WHERE arch = ? ORDER BY name`, arch));
  const byArch = new Map<string, Map<string, SyscallEntry[]>>();
  for (const row of rows) {
    const names = byArch.get(String(row.arch)) ?? new Map<string, SyscallEntry[]>();
    byArch.set(String(row.arch), names);
    const entries = names.get(String(row.name)) ?? [];
    names.set(String(row.name), entries);
    entries.push({
      abi: String(row.abi),
      number: Number(row.number),
      entry: String(row.entry),
      function: row.function === null || row.function === undefined ? null : Number(row.function),
    });
  }
  return new Map(
    [...byArch].map(([arch, names]) => [arch, [...names].flatMap(([name, list]) => group(arch, name, list))]),
  );
}

/** The entry of the first of the arch's ABIs that has the name leads. */
function group(arch: string, name: string, entries: readonly SyscallEntry[]): Syscall[] {
  const [only, another] = entries;
  if (only !== undefined && another === undefined) return [{ name, ...only, compat: [] }];
  const known = ARCH_NAMES.find((candidate) => candidate === arch);
  const order: readonly string[] = known === undefined ? [] : ARCHES[known].abis;
  const position = (entry: SyscallEntry): number =>
    order.includes(entry.abi) ? order.indexOf(entry.abi) : order.length;
  const [first, ...compat] = [...entries].sort((a, b) => position(a) - position(b));
  return first === undefined ? [] : [{ name, ...first, compat }];
}
