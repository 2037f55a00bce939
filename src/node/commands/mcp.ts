/** `errnopath mcp`: the tools for agents over standard input and output. */
import { Command, Option } from 'commander';
import { createApp } from '../../routes/app.js';
import type { Inner } from '../../routes/inner-app.js';
import { VERSION } from '../../version.js';
import { loadPacks } from '../load-packs.js';
import { jsonBody, type Where } from '../service.js';
import type { Finished } from './reading.js';

const HELP = `
Serves ask, origins, plan, explain, function and diff to an agent until it
closes standard input. For one that reads a configuration like this:
  { "mcpServers": {
      "errnopath": { "command": "npx", "args": ["errnopath", "mcp"] } } }`;

export function mcpCommand(finished: Finished): Command {
  return new Command('mcp')
    .description('serve tools to an AI agent by the Model Context Protocol, over standard input and output')
    .addOption(new Option('--server <url>', 'ask this server, not the packs at hand').env('ERRNOPATH_SERVER'))
    .option('--packs <folder>', 'folder of packs')
    .option('--builds <folder>', 'folder of builds')
    .addHelpText('after', HELP)
    .action(async (where: Where) => {
      // Other commands do not wait for it to load.
      const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
      const { mcpServer } = await import('../../routes/mcp-server.js');
      const { ask, close } = await asker(where);
      const { close: end } = serveStdio(() => mcpServer(ask, VERSION));
      await new Promise<void>((resolve) => {
        process.stdin.once('end', resolve);
        process.stdin.once('close', resolve);
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
      await end();
      await close();
      finished('ok');
    });
}

async function asker({
  server,
  packs: folder,
  builds: beside,
}: Where): Promise<{ ask: Inner; close(): Promise<void> }> {
  if (server !== undefined) {
    const base = server.replace(/\/+$/, '');
    const ask: Inner = (path, body) => fetch(`${base}${path}`, body === undefined ? {} : jsonBody(body));
    return { ask, close: async () => undefined };
  }
  const { packs, builds, problems, close } = await loadPacks(folder, beside);
  for (const { message } of problems) process.stderr.write(`errnopath: ${message}\n`);
  const app = createApp({ packs, builds, version: VERSION, compress: false });
  return {
    ask: async (path, body) => app.request(path, body === undefined ? {} : jsonBody(body)),
    close: () => close(),
  };
}
