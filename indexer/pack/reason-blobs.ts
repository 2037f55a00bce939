/** The columns of reasons (`src/store/reason-columns.ts`) as blobs. */

import { encodeColumn } from '../../src/store/columns.js';
import { GIFT_GUARDS_BLOB, REASON_COLUMNS, type ReasonColumn } from '../../src/store/reason-columns.js';
import type { LinkedKernel } from '../link/link.js';

/** Name and bytes of each blob. */
export function reasonBlobs({ graph, gifts }: LinkedKernel): [string, Uint8Array][] {
  const ids = graph.nodeIds;
  const renumbered = (reasons: readonly (readonly [number, number])[]): [number, number][] =>
    reasons.flatMap(([target, sense]): [number, number][] => {
      const id = ids[target] as number;
      return id < 0 ? [] : [[id, sense]];
    });
  const ofSites = graph.sites.map((site) => renumbered(site.reasons));
  const rows = [...gifts.values()].flat();
  const ofGifts = rows.map((gift) => renumbered(gift.reasons));
  const columns: Readonly<Record<ReasonColumn, ArrayLike<number>>> = {
    site_reasons: ofSites.map((list) => list.length),
    site_reason_target: ofSites.flat().map(([target]) => target),
    site_reason_sense: ofSites.flat().map(([, sense]) => sense),
    gift_function: [...gifts.keys()],
    gift_count: [...gifts.values()].map((list) => list.length),
    gift_gave: rows.map((gift) => gift.gave),
    gift_line: rows.map((gift) => Math.max(0, gift.line)),
    gift_reasons: ofGifts.map((list) => list.length),
    gift_reason_target: ofGifts.flat().map(([target]) => target),
    gift_reason_sense: ofGifts.flat().map(([, sense]) => sense),
  };
  const counts = {
    site_reasons: ofSites.flat().length,
    gift_functions: gifts.size,
    gifts: rows.length,
    gift_reasons: ofGifts.flat().length,
  };
  return [
    ['reasons', Buffer.from(JSON.stringify(counts))],
    ...Object.entries(REASON_COLUMNS).map(([name, encoding]): [string, Uint8Array] => [
      name,
      encodeColumn(columns[name as ReasonColumn], encoding),
    ]),
    [GIFT_GUARDS_BLOB, Buffer.from(rows.map((gift) => gift.guard.replaceAll('\n', ' ')).join('\n'))],
  ];
}
