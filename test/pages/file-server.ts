/** A plain file server, as one would put a static site behind: what is asked for is a file or is not there. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export interface FileServer {
  /** Of the folder, with `/` at its end. */
  readonly url: string;
  close(): void;
}

/** @param under - the folder of the address below which the site is: it works from any */
export async function serveFiles(folder: string, under = ''): Promise<FileServer> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    try {
      if (!path.startsWith(`/${under}`)) throw new Error('outside');
      const body = readFileSync(join(folder, path.slice(under.length)));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/${under}`, close: () => server.close() };
}
