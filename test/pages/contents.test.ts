/** What each kind of page must tell, over a small kernel. */
import { describe, expect, test } from 'vitest';
import { PAGES } from '../../src/pages/pages.js';
import { livePlace } from '../../src/pages/place.js';
import { createApp } from '../../src/routes/app.js';
import { AnswerPage } from '../../src/schemas/pages.js';
import { FunctionFlag } from '../../src/store/schema.js';
import { anyErrno } from '../../src/store/sources.js';
import { makePack } from '../fixtures/pack.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';

const app = createApp({
  packs: [smallKernel('6.1.192', ROOM_TUNABLES), smallKernel('6.12.117', ROOM_TUNABLES)],
  version: '0.1.0',
  compress: false,
});

/** The content of a page, or the part of it below one heading. */
async function html(path: string, heading?: string): Promise<string> {
  const response = await app.request(path, { headers: { accept: 'text/html' } });
  const [main = ''] = (await response.text()).match(/<main.*<\/main>/s) ?? [];
  if (heading === undefined) return main;
  return main.split(/(?=<h2)/).find((part) => part.includes(`>${heading}</h2>`)) ?? '';
}

/** As it is read. */
async function words(path: string, heading?: string): Promise<string> {
  const text = (await html(path, heading)).replace(/<[^>]*>/g, ' ');
  return text.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&').replace(/\s+/g, ' ');
}

test('the start page has one search box, and the kernels', async () => {
  expect((await html('/')).match(/<input[^>]*type="search"/g)).toHaveLength(1);
  expect(await words('/', 'Kernels')).toMatch(/Linux 6\.12\.117 .* Linux 6\.1\.192 /);
});

test('a kernel has its errnos with their places, its syscalls with how many errnos each gives', async () => {
  const at = '/k/6.1';
  expect(await words(at, 'Errnos')).toMatch(/ENOMEM 12 · 1 .*ENOSPC 28 · 2 /);
  expect(await words(at, 'Syscalls of x86_64')).toMatch(/iopl 1 mount 3 /);
  expect(await html(at)).toContain('href="/k/6.1/syscall/mount"');
});

test('an errno has its syscalls, how many places write it, and where they are, by subsystem', async () => {
  const at = '/k/6.1/errno/ENOSPC';
  expect(await words(at)).toContain(
    '1 syscall can return it; the code of this arch writes it in 2 places of 2 folders',
  );
  expect(await html(at, 'Syscalls that can return it')).toContain('<a href="/k/6.1/syscall/mount/ENOSPC"');
  expect(await words(at, 'Where the code writes it')).toMatch(
    /fs 1 place in 1 function count_rooms fs\/tree\.c:\d+ fs\/small 1 place in 1 function small_fill/,
  );
  expect(await words(at, 'Known causes')).toContain('fs.mount-max');
});

test('a syscall has its entries on every arch, and each errno with its best origin, documented or not', async () => {
  const at = '/k/6.1/syscall/mount';
  expect(await words(at, 'Entries')).toMatch(
    /x86_64 64 165 __x64_sys_mount x86_64 ia32 21 __ia32_sys_mount arm64 64 40 __arm64/,
  );
  expect(await words(at, 'Errnos that the manual lists')).toMatch(/ENOSPC count_rooms fs\/tree\.c:112 rooms > max/);
  expect(await words(at, 'Errnos that the manual lists')).toMatch(/The manual also lists .*EMFILE/);
});

describe('the answer', () => {
  const at = '/k/6.1/syscall/mount/ENOSPC';

  test('ranks the origins, each with how likely it is', async () => {
    const titles = [...(await html(at)).matchAll(/<h3 id="origin-\d.*?<\/h3>/gs)].map(([title]) =>
      title.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
    );
    expect(titles.map((title) => /(\d) (\w+) \S+ (\d+) % likely/.exec(title)?.slice(1, 3))).toEqual([
      ['1', 'count_rooms'],
      ['2', 'small_fill'],
    ]);
    const shares = titles.map((title) => Number(/(\d+) %/.exec(title)?.[1]));
    expect(shares[0]).toBeGreaterThan(shares[1] ?? 100);
  });

  test('draws what is reached through a table, and what no probe sees, as what they are', async () => {
    const [, second = ''] = (await html(at)).split('id="origin-2"');
    const [drawing = ''] = second.match(/<svg class="graph".*?<\/svg>/s) ?? [];
    expect(drawing).toContain('<path class="hop"');
    expect(drawing).toMatch(/<circle class="(?:origin )?(?:above|unsure)"/);
    expect(await words(at)).toMatch(/its result shows at \w+/);
    expect(await html(at)).toMatch(/<p class="legend">.*class="hop".*<\/p>/s);
  });

  test('has the settings with a command each, and the steps of the plan with theirs', async () => {
    expect(await words(at, 'Where it starts')).toMatch(
      /Depends on fs\.room-max sysctl, 100 unless set sysctl fs\.room-max/,
    );
    const plan = await html(at, 'Prove it');
    expect(plan).toMatch(/<ol class="steps">.*<div class="copyable"><pre><code>/s);
    expect(plan).toMatch(/<details class="tool" data-tool="\w[\w-]*" open/);
  });
});

test('a function has its errnos with their conditions, who has them, from whom, and whether it can be probed', async () => {
  const at = '/k/6.1/function/count_rooms';
  expect(await words(at)).toMatch(/Attach to count_rooms : \d+ % likely there/);
  expect(await words(at)).toMatch(/ENOSPC fs\/tree\.c:112 rooms > max .*Gives errnos to 1 attach_room fs\/tree\.c:210/);
  expect(await words('/k/6.1/function/do_room')).toContain('Has errnos from 2');
});

test('a setting says how it is read, what it is unless set, and what it can make fail', async () => {
  const text = await words('/k/6.1/tunable/fs.room-max');
  expect(text).toMatch(/Path \/proc\/sys\/fs\/room-max .*Unless set 100 .*sysctl fs\.room-max/);
  expect(text).toMatch(/What it can make fail .*ENOSPC count_rooms fs\/tree\.c:112 rooms > max/);
});

test('a cause has its message, what confirms it, what helps, and the failures that it is behind', async () => {
  const [, cause = ''] = (await html('/causes')).split('id="mount-max"');
  const [whole = ''] = cause.split('</article>');
  expect(whole).toMatch(/\/syscall\/mount\/ENOSPC".*<samp>.*No space left on device.*sysctl -w fs\.mount-max/s);
});

test('two kernels differ in what one says', async () => {
  const at = '/diff/6.1/6.12?errno=ENOSPC&syscall=mount';
  expect(await words(at)).toMatch(
    /From 6\.1 to 6\.12 .*The likeliest origins of each: 2 functions compared, 2 as they were/,
  );
});

test('about tells of programs, and of use without a network', async () => {
  expect(await html('/about')).toMatch(/href="\/openapi\.json".*Without a network.*errnopath ask mount ENOSPC/s);
});

describe('what comes from outside', async () => {
  const pack = makePack({
    id: '6.1.192',
    errnos: { EBADF: 9, EMFILE: 24, ECOMM: 70 },
    functions: [
      {
        name: 'sys_dup2',
        file: 'fs/file.c',
        line: 10,
        flags: FunctionFlag.syscall,
        sites: [{ errno: 'EBADF', line: 12 }],
      },
      { name: 'filtered', file: 'kernel/seccomp.c', line: 1, sites: [{ errno: 'ECOMM', line: 2 }] },
    ],
    edges: [{ from: 'sys_dup2', to: 'filtered', via: 'before' }],
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'dup2', number: 33, entry: '__x64_sys_dup2', body: 'sys_dup2' }],
  });
  // A filter can answer with any errno: a site with an id of its own, which no fixture declares.
  const [stated, any] = [pack.errnos.find(({ name }) => name === 'ECOMM')?.id ?? -1, anyErrno('seccomp')];
  await pack.store.all('UPDATE site SET errno = ? WHERE errno = ? RETURNING id', any, stated);
  pack.graph.siteErrno.forEach((id, at) => {
    if (id === stated) pack.graph.siteErrno[at] = any;
  });
  const own = createApp({ packs: [pack], version: '0.1.0', compress: false });
  const at = (path: string): string => `/k/6.1.192/syscall/dup2${path}`;
  const drawn = async (path: string): Promise<string> =>
    (await own.request(at(path), { headers: { accept: 'text/html' } })).text();
  const data = async (path: string): Promise<AnswerPage> =>
    AnswerPage.parse(await (await own.request(at(path))).json());

  test('is said where nothing else is known, without a likelihood, as the page of the syscall says it', async () => {
    const html = await drawn('/EMFILE');
    expect(html).toContain('No function of the kernel is known in which it can start.');
    expect(html).toContain('The manual page lists it all the same');
    expect(html).toContain('>What can give it from outside</h2>');
    const [title = ''] = html.match(/<h3 id="origin-1-title".*?<\/h3>/s) ?? [];
    expect(title).toContain('filtered');
    expect(title).not.toContain('%');
    expect(await drawn('')).toMatch(
      /The manual also lists .*>EMFILE<\/a>.* for which no function of this kernel is known/,
    );
  });

  test('is one of several where the code can give it, also where only that is told', async () => {
    expect(await drawn('/EBADF')).toContain('It can start in 2 functions');
    const { answer, ...page } = await data('/EBADF.json');
    const outside = answer.origins.filter(({ kind }) => kind === 'external');
    expect([page.outside, outside.length]).toEqual([undefined, 1]);
    const told = { ...page, answer: { ...answer, origins: outside, total: null } };
    const html = PAGES.answer.draw(told, livePlace('', {}));
    expect(html).toContain('The likeliest function in which it can start is below.');
    expect(html).toContain('>Where it starts</h2>');
  });
});
