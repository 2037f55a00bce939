/** What the step `live-value` reads: the variables behind the tunables of the best origins. */
import type { Origin } from '../schemas/origin.js';

/** Origins whose variables are read, as in check-knobs. */
const BEST_ORIGINS = 10;

/** Variables of the step: more would be what the failure hardly depends on. */
const MAX_VARIABLES = 20;

/** A global and members of it: `sysctl_mount_max`, `init_net.ipv4.sysctl_x`. */
const GLOBAL = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/** The names; a file of a control group stands in an object of each group (`pids_cgroup.limit`), and is no global. */
export function liveVariables(origins: readonly Origin[]): readonly string[] {
  const tunables = origins.slice(0, BEST_ORIGINS).flatMap(({ sites }) => sites.flatMap((site) => site.tunables));
  const named = tunables.flatMap(({ kind, variable }) => (kind === 'cgroup' ? [] : (variable ?? [])));
  return [...new Set(named)].filter((name) => GLOBAL.test(name)).slice(0, MAX_VARIABLES);
}
