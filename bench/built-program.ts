/** The program as users run it: only what is built keeps what it computes of a pack, so that a kernel is not walked again and again. */

const DIST = new URL('../dist/src/', import.meta.url);

export async function builtProgram() {
  const built = async <T>(path: string): Promise<T> => import(/* @vite-ignore */ new URL(path, DIST).href);
  const { loadPacks } = await built<typeof import('../src/node/load-packs.js')>('node/load-packs.js');
  const { createApp } = await built<typeof import('../src/routes/app.js')>('routes/app.js');
  return { loadPacks, createApp };
}
