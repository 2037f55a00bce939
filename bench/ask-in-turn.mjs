/**
 * `node ask-in-turn.mjs < URLS`: asks one after the other over a connection that stays open, and prints the milliseconds that each
 * took until its last byte, as JSON. A process of its own, in which nothing else makes garbage, and which makes nothing of the answers.
 */

import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** @param {string} url */
const drained = (url) =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} is ${response.statusCode}`));
      response.on('end', resolve).on('error', reject).resume();
    }).on('error', reject);
  });

const times = [];
for (const url of (await text(process.stdin)).split('\n').filter(Boolean)) {
  const start = performance.now();
  await drained(url);
  times.push(performance.now() - start);
}
agent.destroy();
process.stdout.write(JSON.stringify(times));
