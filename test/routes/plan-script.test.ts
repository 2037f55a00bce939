/** The one script of a plan as a file. */
import { describe, expect, test } from 'vitest';
import { app, get, post } from './app-fixture.js';

describe.each(['bt', 'sh'])('plan.%s', (kind) => {
  const url = `/v1/kernels/6.1/plan.${kind}?syscall=mount&errno=ENOSPC`;

  test('is text with a name, and can be asked for again at no cost', async () => {
    const response = await app.request(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; charset=utf-8$/i);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="mount-ENOSPC.${kind}"`);
    const again = await app.request(url, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const text = await response.text();
    expect(text).toContain('Which function returns ENOSPC while mount runs? For Linux 6.1.192, x86_64.');
    for (const symbol of ['count_rooms', 'small_fill', '__x64_sys_mount']) expect(text).toContain(symbol);
  });

  test('says how it is run, and how while nothing can be mounted', async () => {
    const text = await (await app.request(url)).text();
    expect(text).toContain(`As root: ${kind === 'bt' ? 'bpftrace' : 'sh'} plan.${kind} [`);
    const other = await (await app.request(url.replace('ENOSPC', 'EPERM'))).text();
    const apart = `sh plan.bt [SECONDS] [CALLS]`;
    expect([text.includes(apart), other.includes(apart)]).toEqual([kind === 'bt', false]);
  });

  test('narrows to a process', async () => {
    const text = await (await app.request(`${url}&pid=42&comm=dockerd`)).text();
    expect(text).toMatch(/\b42\b/);
    expect(text).toContain('dockerd');
  });

  test('is refused as everything else is: a name that is not known, a number that is none, no syscall', async () => {
    const unknown = await get(`/v1/kernels/6.1/plan.${kind}?syscall=mout&errno=ENOSPC`);
    expect(unknown.response.headers.get('content-type')).toBe('application/problem+json');
    expect(unknown.body).toMatchObject({ status: 404, suggestions: expect.arrayContaining(['mount']) });
    expect((await get(`${url}&pid=none`)).body).toMatchObject({ status: 400, errors: [{ field: 'pid' }] });
    const without = await post(`/v1/plan.${kind}`, { kernel: '6.1', errno: 'ENOSPC' });
    expect(without.body).toMatchObject({ status: 400, errors: [{ in: 'body', field: 'syscall' }] });
  });
});
