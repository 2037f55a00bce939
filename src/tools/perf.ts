/** What the tools of perf have in common: their packages, and that their releases are the kernel's. */
import { everywhere } from './everywhere.js';
import type { Tracer } from './tracer.js';

export const PERF: Pick<Tracer, 'suite' | 'programs' | 'packages' | 'oldest'> = {
  suite: 'perf',
  programs: everywhere('perf'),
  packages: { ...everywhere('perf'), debian: 'linux-perf' },
  oldest: '5.10',
};
