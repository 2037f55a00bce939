/** `GET /v1/causes` and `/v1/causes/{id}`. */
import { describe, expect, test } from 'vitest';
import { Cause } from '../../src/schemas/cause.js';
import { get, type Json } from './app-fixture.js';

const ids = (body: Json): string[] => body.causes.map(({ id }: Json) => id);

describe('/v1/causes', () => {
  test('lists them in pages', async () => {
    const { response, body } = await get('/v1/causes?limit=2');
    expect(response.status).toBe(200);
    expect(ids(body)).toHaveLength(2);
    const next = await get(`/v1/causes?limit=2&cursor=${body.next_cursor}`);
    expect(ids(next.body)).not.toEqual(ids(body));
    expect(next.body.total).toBe(body.total);
  });

  test('by errno in any form, syscall, function, tunable and words', async () => {
    expect(ids((await get('/v1/causes?errno=-28&syscall=__x64_sys_mount')).body)).toEqual(['mount-max']);
    expect(ids((await get('/v1/causes?function=inotify_new_watch')).body)).toEqual(['inotify-watches']);
    expect(ids((await get('/v1/causes?tunable=fs.file-max')).body)).toEqual(['file-max']);
    expect(ids((await get('/v1/causes?q=conntrack%20table')).body)).toContain('conntrack-full');
  });

  test('by what a program printed, over several lines', async () => {
    const message = encodeURIComponent('bash: fork: retry:\n Resource temporarily unavailable');
    expect(ids((await get(`/v1/causes?message=${message}`)).body)).toEqual(
      expect.arrayContaining(['pids-max', 'nproc-limit']),
    );
    expect(ids((await get('/v1/causes?message=all%20is%20well')).body)).toEqual([]);
  });

  test('an unknown errno, a number for a syscall and a message that is too long are refused', async () => {
    expect((await get('/v1/causes?errno=ENOSPACE')).response.status).toBe(404);
    expect((await get('/v1/causes?syscall=165')).body).toMatchObject({ status: 400, errors: [{ field: 'syscall' }] });
    expect((await get(`/v1/causes?message=${'x'.repeat(4001)}`)).response.status).toBe(400);
  });
});

describe('/v1/causes/{id}', () => {
  test('has everything', async () => {
    const { body } = await get('/v1/causes/mount-max');
    expect(Cause.parse(body)).toMatchObject({ id: 'mount-max', errnos: ['ENOSPC'] });
    expect(body.fixes.map(({ lasts }: Json) => lasts)).toEqual(expect.arrayContaining(['temporary', 'permanent']));
  });

  test('names what is near an unknown one', async () => {
    const { response, body } = await get('/v1/causes/mount_max');
    expect(response.status).toBe(404);
    expect(body).toMatchObject({ type: 'urn:errnopath:problem:unknown-cause' });
    expect(body.suggestions).toContain('mount-max');
  });
});
