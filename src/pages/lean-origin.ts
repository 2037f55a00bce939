/** Origins as files of the static site hold them: without what is empty, is said elsewhere, or is exact beyond use. */

import type { Origin, OriginSite, PathFrame, Probe } from '../schemas/origin.js';
import { SHOWN_GUARDS, SHOWN_REASONS, SHOWN_VALUES } from './components/origin.js';

/** @param asked - the errno that the origin is one of: frames name it where they return another one. */
export function leanOrigin(origin: Origin, asked: string): Origin {
  const frames = (path: readonly PathFrame[]): PathFrame[] => path.map((frame) => leanFrame(frame, asked));
  return {
    ...origin,
    probe: leanProbe(origin.probe),
    sites: origin.sites.map(leanSite),
    path: frames(origin.path),
    alternatives: origin.alternatives.map(frames),
  };
}

function leanFrame({ errno, probeable, ...frame }: PathFrame, asked: string): PathFrame {
  const probe = leanProbe(frame.probe);
  const own = probeable === undefined ? undefined : rounded(probeable);
  return {
    ...frame,
    probe,
    // Where the function itself is attached to, both say the same.
    ...(own !== undefined && (own !== probe.likelihood || probe.symbol !== frame.function) && { probeable: own }),
    ...(errno !== undefined && errno !== asked && { errno }),
  };
}

function leanProbe<P extends Probe>(probe: P): P {
  return { ...probe, likelihood: rounded(probe.likelihood) };
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}

/** Of what may be left out, what is empty, and what no page shows. */
function leanSite(site: OriginSite): OriginSite {
  const { guards, other_guards, values, reasons, file_config, macro, reason, ...rest } = site;
  return {
    ...rest,
    // The first of them is the guard itself.
    ...(guards?.length ? { guards: guards.slice(0, SHOWN_GUARDS + 1) } : {}),
    ...(other_guards?.length ? { other_guards } : {}),
    ...(values?.length ? { values: values.slice(0, SHOWN_VALUES) } : {}),
    ...(reasons?.length ? { reasons: reasons.slice(0, SHOWN_REASONS) } : {}),
    ...(file_config ? { file_config } : {}),
    ...(macro ? { macro } : {}),
    ...(reason ? { reason } : {}),
  };
}
