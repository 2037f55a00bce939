/** A {@link Store} that is opened when something is read from it. */

import type { Images, Store } from './store.js';

export interface LateStore extends Store {
  /** Opens it. Rejects with what `open` rejects with, and may be asked again. */
  ready(): Promise<void>;
}

/** @param images - where what is made of the pack is kept; closed with the store */
export function lateStore(open: () => Promise<Store>, images: Images | undefined): LateStore {
  let opened: Promise<Store> | undefined;
  let closed = false;
  const store = (): Promise<Store> => {
    if (closed && opened === undefined) return Promise.reject(new Error('the store is not open'));
    const opening = opened ?? open();
    opened = opening;
    opening.catch(() => {
      opened = undefined;
    });
    return opening;
  };
  return {
    all: async (sql, ...params) => (await store()).all(sql, ...params),
    get: async (sql, ...params) => (await store()).get(sql, ...params),
    blobs: async () => (await store()).blobs(),
    ready: async () => {
      await store();
    },
    ...(images && { images }),
    close: async () => {
      closed = true;
      images?.close();
      await opened?.then(
        (one) => one.close(),
        () => undefined,
      );
    },
  };
}
