/** Settings that a site depends on, with the command that reads each. */
import { quoteCommand } from '../../domain/shell.js';
import type { Tunable } from '../../schemas/origin.js';
import { Copyable } from './copyable.js';
import { Link } from './link.js';

interface TunablesProps {
  readonly kernel: string;
  readonly tunables: readonly Tunable[];
}

export function Tunables({ kernel, tunables }: TunablesProps) {
  if (tunables.length === 0) return null;
  return (
    <ul class="tunables">
      {tunables.map((one) => {
        const check = checkOf(one);
        return (
          <li>
            <Link to={{ page: 'tunable', kernel, name: one.name }}>{one.name}</Link>{' '}
            <span class="note">
              {one.kind}
              {one.default ? `, ${one.default} unless set` : ''}
            </span>
            {check !== undefined && <Copyable command={check} />}
          </li>
        );
      })}
    </ul>
  );
}

/** A command that only reads; undefined where it is not known of which process, disk or group it would have to be. */
export function checkOf({ kind, name, path }: Pick<Tunable, 'kind' | 'name' | 'path'>): string | undefined {
  if (kind === 'rlimit') return 'cat /proc/self/limits';
  if (kind === 'boot') return 'cat /proc/cmdline';
  if (!path?.startsWith('/') || /[<>*]/.test(path) || /\/PID\//.test(path)) return undefined;
  if (kind === 'sysctl' && /^[a-z0-9][a-z0-9_.-]*$/.test(name)) return quoteCommand(['sysctl', name]);
  return quoteCommand(['cat', path]);
}
