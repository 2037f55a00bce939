/** What the tools of perf-tools have in common: shell scripts over tracefs, packaged by Debian alone. */
import { everywhere } from './everywhere.js';
import type { Break, Tracer } from './tracer.js';

/** There are no releases: the scripts have not changed since 2020. */
export function perfTool(
  name: string,
): Pick<Tracer, 'id' | 'suite' | 'programs' | 'packages' | 'oldest' | 'needs' | 'underDebugfs'> {
  return {
    id: name,
    suite: 'perf-tools',
    programs: { ...everywhere(name), debian: `${name}-perf` },
    packages: {
      debian: 'perf-tools-unstable',
      fedora: null,
      suse: null,
      arch: null,
      alpine: null,
      upstream: 'perf-tools',
    },
    oldest: '0',
    underDebugfs: 'only',
    needs: ['tracefs under /sys/kernel/debug/tracing', 'bash'],
  };
}

export const STALE_LOCK: Break = {
  what: 'one that was killed leaves /var/tmp/.ftrace-lock, with which none starts: remove it',
  effect: 'noted',
};
