/** The pages over small kernels: what each shows, that its twin holds the same, and that every link leads somewhere. */
import { describe, expect, test } from 'vitest';
import { Condition } from '../../src/pages/components/condition.js';
import { PAGES } from '../../src/pages/pages.js';
import { createApp } from '../../src/routes/app.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';
import { htmlProblems } from './html-problems.js';

const app = createApp({
  packs: [smallKernel('6.1.192', ROOM_TUNABLES), smallKernel('6.12.117', ROOM_TUNABLES)],
  version: '0.1.0',
  compress: false,
});

const HTML = { headers: { accept: 'text/html,application/xhtml+xml' } };

async function page(path: string): Promise<string> {
  const response = await app.request(path, HTML);
  const html = await response.text();
  expect([path, response.status]).toEqual([path, 200]);
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  return html;
}

const KINDS = [
  ['home', '/', '/index.json'],
  ['home', '/?q=strange', '/index.json?q=strange'],
  ['kernel', '/k/6.1', '/k/6.1.json'],
  ['kernel', '/k/6.1?arch=arm64', '/k/6.1.json?arch=arm64'],
  ['errno', '/k/6.1/errno/ENOSPC', '/k/6.1/errno/ENOSPC.json'],
  ['syscall', '/k/6.1.192/syscall/mount', '/k/6.1.192/syscall/mount.json'],
  ['answer', '/k/6.1/syscall/mount/ENOSPC', '/k/6.1/syscall/mount/ENOSPC.json'],
  ['answer', '/k/latest/syscall/mount/ENOMEM?arch=arm64', '/k/latest/syscall/mount/ENOMEM.json?arch=arm64'],
  ['function', '/k/6.1/function/attach_room', '/k/6.1/function/attach_room.json'],
  ['tunable', '/k/6.1/tunable/fs.room-max', '/k/6.1/tunable/fs.room-max.json'],
  ['diff', '/diff/6.1/6.12', '/diff/6.1/6.12.json'],
  ['diff', '/diff/6.1/6.12?errno=ENOSPC&syscall=mount', '/diff/6.1/6.12.json?errno=ENOSPC&syscall=mount'],
  ['causes', '/causes', '/causes.json'],
  ['causes', '/causes?q=mount', '/causes.json?q=mount'],
  ['explain', '/explain', '/explain.json'],
  ['about', '/about', '/about.json'],
] as const;

describe.each(KINDS)('%s at %s', (kind, path, twin) => {
  test('is valid HTML that loads nothing but its own files', async () => {
    const html = await page(path);
    expect(await htmlProblems(html)).toEqual([]);
    expect(
      [...html.matchAll(/<(?:script|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="([^"]*)"/g)].map(
        ([, file]) => file,
      ),
    ).toEqual(['/assets/icon.svg', '/assets/page.css', '/assets/page.js']);
    expect(html.replace(/>[^<]*</g, '><')).not.toMatch(/<style|\sstyle=|\son\w+=|<script>|javascript:/);
  });

  test('has a twin that fits its schema, and names it', async () => {
    expect(await page(path)).toContain(`<a href="${twin.replaceAll('&', '&amp;')}">This page as JSON</a>`);
    const response = await app.request(twin);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const data = await response.json();
    expect(PAGES[kind].schema.parse(data)).toEqual(data);
  });
});

test('every link of every page leads to a page', async () => {
  const seen = new Set<string>();
  const waiting: string[] = KINDS.map(([, path]) => path);
  const broken: string[] = [];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const plain = path.replace(/#.*/, '');
    if (seen.has(plain)) continue;
    seen.add(plain);
    const response = await app.request(plain, HTML);
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    if (response.status >= 400) broken.push(`${response.status} ${plain}`);
    if (!type.startsWith('text/html') || response.status !== 200) continue;
    // Causes speak of functions and settings that a small kernel does not have.
    if (plain.startsWith('/causes')) continue;
    for (const [, href = ''] of text.matchAll(/<a[^>]*\shref="([^"]*)"/g)) {
      const address = href.replaceAll('&amp;', '&');
      if (address.startsWith('#')) expect(text).toContain(` id="${address.slice(1)}"`);
      else if (/^\/(?:v1\/|docs|openapi)/.test(address)) continue;
      else if (address.startsWith('/')) waiting.push(address);
      else expect(address).toMatch(/^https:\/\/elixir\.bootlin\.com\/linux\/v6\.1/);
    }
  }
  expect(seen.size).toBeGreaterThan(60);
  expect(broken).toEqual([]);
});

describe('the answer page', () => {
  test('shows the path from the entry to the origin, drawn and as text', async () => {
    const html = await page('/k/6.1/syscall/mount/ENOSPC');
    const [drawing = ''] = html.match(/<svg class="graph" width="328".*?<\/svg>/s) ?? [];
    const [names = ''] = drawing.match(/<g class="name">.*?<\/g>/s) ?? [];
    expect([...names.matchAll(/<text[^>]*>([^<]*)</g)].map(([, name]) => name)).toEqual([
      '__x64_sys_mount',
      'path_room',
      'do_room',
      'attach_room',
      'count_rooms',
    ]);
    expect(drawing).toContain('5 functions from __x64_sys_mount down to count_rooms');
    expect(html).toContain('href="/k/6.1/function/count_rooms"');
    expect(html).toContain('through fs_context_operations.get_tree (small_context_ops)');
    expect(html).toContain('<path class="hop"');
  });

  test('has each function of the path with the line of its own file where it goes on, the last with that of the errno', async () => {
    const html = await page('/k/6.1/syscall/mount/ENOSPC');
    const trees = [...html.matchAll(/<details class="tree">.*?<\/details>/gs)].map(([tree]) =>
      [...tree.matchAll(/source\/([^"#]*)(?:#L(\d+))?"/g)].map(([, file, line]) => `${file}:${line}`),
    );
    const way = ['fs/tree.c:512', 'fs/tree.c:420'];
    expect(trees[0]).toEqual([...way, 'fs/tree.c:310', 'fs/tree.c:210', 'fs/tree.c:112']);
    expect(trees[1]).toEqual([...way, 'fs/tree.c:320', 'fs/small/super.c:84', 'fs/small/super.c:50']);
    const places = [...html.matchAll(/<text y="\d+">([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(places).toContain('fs/small/super.c:84');
  });

  test('names the condition, the line of that release, the setting and how to read it', async () => {
    const html = await page('/k/6.1/syscall/mount/ENOSPC');
    expect(html).toContain('<code>if (rooms &gt; max)</code>');
    expect(html).toContain('https://elixir.bootlin.com/linux/v6.1.192/source/fs/tree.c#L112');
    expect(html).toContain('<code>sysctl fs.room-max</code>');
  });

  test('says where another line answers than the one that was asked for', async () => {
    for (const path of ['syscall/mount/ENOSPC', 'syscall/mount', 'errno/ENOSPC'])
      expect(await page(`/k/5.4/${path}`)).toContain('Linux 5.4 is not indexed; this is said of Linux 6.1.192');
    for (const kernel of ['6.1', '6.1.50', '6.1.0-56-amd64', 'latest'])
      expect(await page(`/k/${kernel}/syscall/mount/ENOSPC`)).not.toContain('is not indexed');
  });

  test('has conditions as they stand in the code, with `if` where that is what they are', () => {
    const drawn = (text: string): string => String(Condition({ text }));
    expect(drawn('a < b')).toBe('<code>if (a &lt; b)</code>');
    expect(drawn('switch (cmd) case FIOQSIZE')).toBe('<code>switch (cmd) case FIOQSIZE</code>');
    expect(drawn('end of list_for_each_entry(a, b, c)')).toBe('<code>end of list_for_each_entry(a, b, c)</code>');
    expect(drawn('switched')).toBe('<code>if (switched)</code>');
  });

  test('has what is shown where its address is shared', async () => {
    const html = await page('/k/6.1/syscall/mount/ENOSPC');
    const said = (property: string): string =>
      new RegExp(`<meta (?:name="[^"]*" )?(?:property|name)="${property}" content="([^"]*)"/>`).exec(html)?.[1] ?? '';
    expect(said('og:title')).toBe('mount ENOSPC on Linux 6.1.192 · errnopath');
    expect(said('og:description')).toContain('Why mount returns ENOSPC (No space left on device)');
    expect(said('og:description')).toContain('count_rooms first');
    expect([said('og:type'), said('og:site_name'), said('twitter:card')]).toEqual(['website', 'errnopath', 'summary']);
  });

  test('keeps the arch in its links, and switches it', async () => {
    const html = await page('/k/6.1/syscall/mount/ENOSPC?arch=arm64');
    expect(html).toContain('__arm64_sys_mount');
    expect(html).toContain('href="/k/6.1/syscall/mount?arch=arm64"');
    expect(html).toContain('href="/k/6.1/syscall/mount/ENOSPC?arch=x86_64"');
    expect(html).toContain('href="/k/6.12.117/syscall/mount/ENOSPC?arch=arm64"');
  });
});

describe('the search box', () => {
  const leads = async (q: string): Promise<string | null> => {
    const response = await app.request(`/?${new URLSearchParams({ q })}`, HTML);
    return response.headers.get('location');
  };

  test('leads to the page of what is asked', async () => {
    expect(await leads('mount ENOSPC on 6.1')).toBe('/k/6.1/syscall/mount/ENOSPC');
    expect(await leads('mount ENOSPC arm64')).toBe('/k/6.12.117/syscall/mount/ENOSPC?arch=arm64');
    expect(await leads('-28')).toBe('/k/6.12.117/errno/ENOSPC');
    expect(await leads('mount')).toBe('/k/6.12.117/syscall/mount');
    expect(await leads('__x64_sys_mount')).toBe('/k/6.12.117/syscall/mount?arch=x86_64');
    expect(await leads('count_rooms')).toBe('/k/6.12.117/function/count_rooms');
    expect(await leads('what changed for mount between 6.1 and 6.12')).toBe('/diff/6.1/6.12?syscall=mount');
  });

  test('asks back what is missing, with choices that can be followed', async () => {
    expect(await page('/?q=strange')).toContain('<a href="/?q=mount+ENOSPC">mount ENOSPC</a>');
  });

  test('explains an output where it was pasted', async () => {
    const q = 'mount("none", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)';
    const response = await app.request(`/?${new URLSearchParams({ q })}`, HTML);
    expect(response.headers.get('location') ?? (await response.text())).toMatch(/ENOSPC/);
  });
});

describe('explain', () => {
  const sent = (fields: Record<string, string>): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { ...HTML.headers, 'content-type': 'application/x-www-form-urlencoded' },
  });
  const output = 'mount("none", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)';

  test('draws what was pasted, and keeps it in the box', async () => {
    const response = await app.request('/explain', sent({ output, kernel: '6.1', arch: '' }));
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(await htmlProblems(html)).toEqual([]);
    expect(html).toContain('= -1 ENOSPC (No space left on device)</textarea>');
    expect(html).toContain('What it says');
    expect(html).not.toContain('.json');
    expect(html).toContain('<svg class="graph" width="328"');
  });

  test('names a kernel that is not known', async () => {
    const response = await app.request('/explain', sent({ output, kernel: 'none' }));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Unknown kernel');
  });
});

test('a function names the lines of its own file from which it has errnos', async () => {
  const html = await page('/k/6.1/function/do_room');
  expect(html).toContain('<a href="https://elixir.bootlin.com/linux/v6.1.192/source/fs/tree.c#L320">from line 320</a>');
  expect(html).toContain('>fs/small/super.c</a>');
  expect(html).not.toContain('fs/small/super.c#L320');
  // Whom it gives them to, calls it there.
  expect(html).toContain('source/fs/tree.c#L420">fs/tree.c:420</a>');
});

test('a kernel is compared from the older to the newer one', async () => {
  expect(await page('/k/6.12')).toContain('<a href="/diff/6.1.192/6.12.117">since 6.1.192</a>');
  expect(await page('/k/6.1')).toContain('<a href="/diff/6.1.192/6.12.117">up to 6.12.117</a>');
});

test('an unknown name is a page with links to those that may be meant', async () => {
  const response = await app.request('/k/6.1/errno/ENOSPCE', HTML);
  expect(response.status).toBe(404);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const html = await response.text();
  expect(await htmlProblems(html)).toEqual([]);
  expect(html).toContain('<a href="/k/6.1/errno/ENOSPC">ENOSPC</a>');
  expect(html).toContain('<a href="/k/6.1/errno/ENOSPCE.json">This page as JSON</a>');
  expect(await (await app.request('/nothing', HTML)).text()).not.toContain('This page as JSON');
});

test('the twin of an unknown name is a problem', async () => {
  const response = await app.request('/k/6.1/errno/ENOSPCE.json', HTML);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
});

test('what goes wrong at an address of programs is told to them, also where a browser asks', async () => {
  for (const path of ['/v1/nothing', '/metrics/nothing', '/mcp/nothing']) {
    const response = await app.request(path, HTML);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  }
  expect((await app.request('/nothing', HTML)).headers.get('content-type')).toMatch(/^text\/html/);
});

test('programs find the index at the address of the start page', async () => {
  const asked = await app.request('/');
  expect(asked.headers.get('content-type')).toMatch(/^application\/json/);
  expect(asked.headers.get('vary')).toContain('Accept');
  expect((await app.request('/', HTML)).headers.get('etag')).not.toBe(asked.headers.get('etag'));
});

test('pages allow nothing from elsewhere, and nothing inline', async () => {
  for (const [, path] of KINDS) {
    const policy = (await app.request(path, HTML)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  }
});
