/** Spellings of errnos that a tree defines for itself (`#define EFSCORRUPTED EUCLEAN`). */

/** name → errno id, for the release's errnos and for every alias that leads to one of them. */
export function errnoAliases(
  aliases: ReadonlyMap<string, string>,
  ids: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const names = new Map(ids);
  for (const name of aliases.keys()) {
    if (names.has(name) || !/^E[A-Z0-9_]+$/.test(name)) continue;
    let target = name;
    for (let i = 0; i < 4 && !ids.has(target); i++) target = aliases.get(target)?.replace(/^-/, '') ?? '';
    const id = ids.get(target);
    if (id !== undefined) names.set(name, id);
  }
  return names;
}
