/** The resources of the API; what asks in plain words stands beside them, as it asks them. */
import type { App, AppDeps } from './app-deps.js';
import { causeRoutes } from './causes.js';
import { diffRoutes } from './diff.js';
import { errnoRoutes } from './errnos.js';
import { explainRoutes } from './explain.js';
import { functionRoutes } from './functions.js';
import { kernelRoutes } from './kernels.js';
import { originRoutes } from './origins.js';
import { planRoutes } from './plan.js';
import { planScriptRoutes } from './plan-script.js';
import { siteRoutes } from './sites.js';
import { syscallRoutes } from './syscalls.js';
import { tunableRoutes } from './tunables.js';

export const RESOURCES: readonly ((app: App, deps: AppDeps) => void)[] = [
  kernelRoutes,
  errnoRoutes,
  siteRoutes,
  functionRoutes,
  syscallRoutes,
  originRoutes,
  planRoutes,
  planScriptRoutes,
  explainRoutes,
  diffRoutes,
  causeRoutes,
  tunableRoutes,
];
