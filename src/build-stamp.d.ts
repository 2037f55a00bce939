/** `dist/build-stamp`, which `bin/build.mjs` writes: Wrangler takes it into the Worker as text (`wrangler.toml`). */
declare module '*/build-stamp' {
  const text: string;
  export default text;
}
