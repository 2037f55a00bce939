/** `/mcp`: the tools for agents over streamable HTTP, without sessions. */
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { Hono } from 'hono';
import type { App, AppDeps, AppEnv } from './app-deps.js';
import type { Inner } from './inner-app.js';

export function mcpRoute(app: App, { version, onError }: AppDeps, ask: Inner): void {
  let handler: Promise<McpHttpHandler> | undefined;
  // Loading it takes as long as an answer does, and most processes never need it.
  const made = async (): Promise<McpHttpHandler> => {
    const { createMcpHandler } = await import('@modelcontextprotocol/server');
    const { mcpServer } = await import('./mcp-server.js');
    return createMcpHandler(() => mcpServer(ask, version), { ...(onError && { onerror: onError }) });
  };
  (app as Hono<AppEnv>).on(['GET', 'POST', 'DELETE'], '/mcp', async (c) => {
    handler ??= made();
    return (await handler).fetch(c.req.raw);
  });
}
