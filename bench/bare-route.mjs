/** The yardstick of `npm run load`: one Hono route that gives the bytes of a file, and nothing else. Prints its port. */

import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const [file = ''] = process.argv.slice(2);
const body = readFileSync(file, 'utf8');
const app = new Hono();
app.get('/answer', (c) => c.body(body, 200, { 'content-type': 'application/json' }));
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => process.stdout.write(`${port}\n`));
process.once('SIGTERM', () => process.exit(0));
