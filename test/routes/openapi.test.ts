/** The generated OpenAPI document against the published contract: no field that tools rely on may go. */
import { describe, expect, test } from 'vitest';
import { get, type Json } from './app-fixture.js';

/** The fields that the contract names, by schema. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Kernel: [
    ...['id', 'line', 'version', 'source', 'arches', 'functions', 'sites', 'edges', 'syscalls'],
    ...['indexer_version', 'indexed_at'],
  ],
  KernelRef: ['id', 'requested', 'exact'],
  ErrnoRef: ['name', 'number', 'message'],
  Errno: ['name', 'number', 'message', 'where'],
  Site: ['function', 'file', 'line', 'kind', 'guard', 'config'],
  Sites: ['sites', 'next_cursor'],
  Function: ['file', 'line', 'end_line', 'static', 'config', 'sites', 'callees', 'callers', 'probe', 'tunables'],
  Syscall: ['name', 'number', 'entry', 'compat_entries', 'errnos'],
  SyscallDetail: ['name', 'number', 'entry', 'compat_entries', 'errnos'],
  Origins: ['kernel', 'arch', 'syscall', 'entry', 'errno', 'total', 'origins', 'next_cursor'],
  Origin: ['rank', 'score', 'function', 'file', 'line', 'sites', 'path', 'alternatives', 'probe'],
  OriginSite: ['line', 'guard', 'config', 'tunables'],
  OriginProbe: ['symbol', 'likelihood', 'evidence'],
  Tunable: ['kind', 'name', 'path', 'variable', 'default'],
  PathFrame: ['function', 'file', 'line', 'via', 'table', 'probe'],
  Probe: ['symbol', 'likelihood'],
  PlanRequest: [
    'kernel',
    'arch',
    'syscall',
    'errno',
    'pid',
    'comm',
    'cmd',
    'fs',
    'modules',
    'symbols',
    'tools',
    'limit',
  ],
  Plan: ['kernel', 'arch', 'syscall', 'entry', 'errno', 'symbols', 'steps', 'warnings'],
  PlanStep: ['id', 'title', 'why', 'commands', 'expect'],
  ExplainRequest: ['kernel', 'arch', 'output'],
  Explanation: ['recognised', 'events', 'chain', 'origin', 'summary', 'next'],
  ExplainEvent: ['function', 'value', 'errno', 'pid', 'comm'],
  PlanCommand: ['tool', 'argv', 'command', 'requires'],
  Cause: ['id', 'title', 'summary', 'errnos', 'syscalls', 'origins', 'tunables', 'checks', 'fixes', 'sources'],
  CauseRef: ['id', 'title', 'summary', 'tunables', 'checks'],
  Causes: ['causes', 'total', 'next_cursor'],
  Problem: ['type', 'title', 'status', 'detail', 'suggestions'],
};

/** The calls that the contract names, with their query parameters. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  '/v1/kernels': [],
  '/v1/errnos': [],
  '/v1/errnos/{errno}': [],
  '/v1/kernels/{kernel}/errnos/{errno}/sites': ['path', 'function', 'arch', 'limit', 'cursor'],
  '/v1/kernels/{kernel}/functions/{name}': ['file'],
  '/v1/kernels/{kernel}/tunables': ['kind', 'path', 'q', 'syscall', 'errno', 'arch', 'limit', 'cursor'],
  '/v1/kernels/{kernel}/tunables/{name}': [],
  '/v1/kernels/{kernel}/syscalls': ['arch'],
  '/v1/kernels/{kernel}/syscalls/{syscall}': ['arch'],
  '/v1/causes': ['errno', 'syscall', 'function', 'tunable', 'q', 'message', 'limit', 'cursor'],
  '/v1/causes/{id}': [],
  '/v1/kernels/{kernel}/origins': ['syscall', 'errno', 'arch', 'fs', 'module', 'cmd', 'limit'],
};

describe('/openapi.json', async () => {
  const { body: document } = await get('/openapi.json');

  test('is OpenAPI 3.1', () => {
    expect(document.openapi).toBe('3.1.0');
  });

  test.each(Object.entries(FIELDS))('%s has every field of the contract', (schema, fields) => {
    const properties = Object.keys(document.components.schemas[schema]?.properties ?? {});
    expect(properties).toEqual(expect.arrayContaining([...fields]));
  });

  test.each(Object.entries(CALLS))('GET %s takes every parameter of the contract', (path, parameters) => {
    const { get: call } = document.paths[path];
    const inQuery = (call.parameters ?? []).filter((each: Json) => each.in === 'query').map((each: Json) => each.name);
    expect(inQuery).toEqual(expect.arrayContaining([...parameters]));
    const inPath = call.parameters.filter((each: Json) => each.in === 'path').map((each: Json) => `{${each.name}}`);
    expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
  });

  test('a plan is asked for by POST', () => {
    expect(document.paths['/v1/plan'].post.requestBody.content).toHaveProperty('application/json');
  });

  test('an explanation is asked for by POST, as JSON or as the output itself', () => {
    const { content } = document.paths['/v1/explain'].post.requestBody;
    expect(Object.keys(content)).toEqual(['application/json', 'text/plain']);
  });

  test('a limit is a number from 1 to 500, 20 unless told', () => {
    const { parameters } = document.paths['/v1/kernels/{kernel}/origins'].get;
    const limit = parameters.find((each: Json) => each.name === 'limit');
    expect(limit).toMatchObject({
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 500, default: 20 },
    });
  });

  test('a path steps in one of the known ways', () => {
    const { via } = document.components.schemas.PathFrame.properties;
    expect(via.enum).toEqual(expect.arrayContaining(['entry', 'call', 'ops', 'callback', 'macro']));
  });

  test('every refusal is documented as problem details', () => {
    for (const methods of Object.values<Json>(document.paths)) {
      for (const call of Object.values<Json>(methods)) {
        for (const [status, response] of Object.entries<Json>(call.responses)) {
          if (status !== '200') expect(Object.keys(response.content)).toEqual(['application/problem+json']);
        }
      }
    }
  });
});
