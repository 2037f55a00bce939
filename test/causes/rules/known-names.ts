/** Errnos are written by their canonical names, and syscalls exist in a bundled pack. */
import { errnoByName } from '../../../src/domain/errno.js';
import type { Rule } from '../rule.js';

export const knownNames: Rule = {
  name: 'names errnos and syscalls that exist',
  problems: async (cause, { packs }) => {
    const errnos = [...cause.errnos, ...cause.origins.flatMap(({ errno }) => errno ?? [])];
    const found = errnos.filter((name) => errnoByName(name)?.name !== name).map((name) => `${name} is no errno`);
    for (const syscall of cause.syscalls) {
      const sql = 'SELECT 1 FROM syscall WHERE name = ? AND function IS NOT NULL LIMIT 1';
      const rows = await Promise.all(packs.map((pack) => pack.store.get(sql, syscall)));
      if (rows.every((row) => row === undefined)) found.push(`${syscall} is no syscall of a bundled kernel`);
    }
    return found;
  },
};
