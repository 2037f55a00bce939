/** What a script printed counts where the kernel has what it names: the form of such lines alone says too little. */
import type { Observed, Recognised } from '../../tools/read/observed.js';
import type { Arch } from '../arch.js';
import type { Pack } from '../pack.js';
import { resolveSymbol } from './resolve.js';

/** Names that are looked up. */
const MOST_NAMES = 200;

/** The same without results of functions and syscalls that the kernel does not have, where only a script's lines tell of them. */
export async function withKnownNames(pack: Pack, arch: Arch, observed: Observed): Promise<Observed> {
  const names = new Set(observed.events.flatMap(({ tool, name = '' }) => (tool === 'printed' ? [name] : [])));
  if (names.size === 0) return observed;
  const known = new Set<string>();
  for (const name of [...names].slice(0, MOST_NAMES)) {
    const { functions, syscall } = await resolveSymbol(pack, name, arch, true);
    if (functions.length > 0 || syscall !== undefined) known.add(name);
  }
  const events = observed.events.filter(({ tool, name = '' }) => tool !== 'printed' || known.has(name));
  const told = events.some(({ tool }) => tool === 'printed');
  const called = (id: Recognised): Recognised =>
    id === 'printed' && !told ? (observed.said.length > 0 ? 'application' : 'unknown') : id;
  return {
    ...{ ...observed, events, total: observed.total - observed.events.length + events.length },
    recognised: called(observed.recognised),
    also: [...new Set(observed.also.map(called))].filter(
      (id) => id !== called(observed.recognised) && id !== 'unknown',
    ),
  };
}
