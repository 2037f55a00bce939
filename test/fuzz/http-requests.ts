/** Requests made from the OpenAPI document: every call and parameter, with values that fit, nearly fit, and do not fit at all. */
import fc from 'fast-check';
import { z } from 'zod';

const Schema = z.looseObject({
  type: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  example: z.unknown().optional(),
});
const Parameter = z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: Schema });
const Call = z.looseObject({
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })).optional() }),
  ),
});
export type Call = z.infer<typeof Call>;

/** What is read of the document. */
export const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Call)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.looseObject({ properties: z.record(z.string(), Schema).optional() })),
  }),
});
export type Document = z.infer<typeof Document>;

export interface FuzzedRequest {
  /** The call of the document that it is made from: `GET /v1/errnos`. */
  readonly of: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Values by the name of what they are for; they are known to kernels that are worth asking about. */
const KNOWN: Readonly<Record<string, readonly unknown[]>> = {
  kernel: ['6.1', 'latest', '6.1.0-56-amd64', '6.1.192', '5.15.0-105-generic'],
  errno: ['ENOSPC', 'EINVAL', '-28', '0xffffffe4', 'No space left on device', 'ERESTARTSYS', 12],
  syscall: ['mount', 'openat', 'ioctl', '__x64_sys_mount', '165', 'clone', 'bpf'],
  arch: ['x86_64', 'arm64', 'amd64', 'riscv64', 's390x', 'i386'],
  name: ['count_mounts', 'count_rooms', 'kmalloc', 'fs.mount-max', 'fs.room-max', 'probe'],
  id: ['mount-max', 'inotify-watches'],
  from: ['6.1', '6.12'],
  to: ['6.12', 'latest'],
  function: ['count_mounts', 'path_mount'],
  path: ['fs/', 'fs/namespace.c', '/proc/sys/fs/'],
  limit: [1, 20, 500],

  fs: ['ext4', 'xfs,btrfs'],
  module: ['nf_tables', 'overlay'],
  cmd: ['F_SETLK', 'BPF_MAP_CREATE'],
  tools: [['bpftrace'], ['trace', 'bpftrace@0.17'], ['sh']],
  symbols: ['__x64_sys_mount\ncount_mounts\n', ['path_mount', 'count_mounts']],
  output: [
    'mount(0) = -1 ENOSPC (No space left on device)',
    'mount: /mnt: no space left on device.',
    '3010 dockerd count_mounts -28',
  ],
  q: ['where does ENOSPC come from', 'mount ENOSPC on 6.1 arm64', 'count_mounts', '6.1 vs 6.12 mount'],
  message: ['inotify_add_watch: no space left on device'],
  pid: [1, 0, 2 ** 31],
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).filter((value) => value.isWellFormed()),
  fc.string({ maxLength: 400 }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    '%00',
    '../../etc/passwd',
    "'; DROP TABLE site; --",
    '__proto__',
    'constructor',
    'NaN',
    'null',
  ),
  fc.constantFrom(
    'x'.repeat(257),
    '9'.repeat(400),
    'ENOSPC\n',
    '\u202e',
    'é'.repeat(200),
    '$(reboot)',
    '<script>',
    'mount'.repeat(50),
  ),
);

/** Most values fit: one that does not is enough for a refusal. */
function valueFor(name: string, schema: z.infer<typeof Schema> | undefined): fc.Arbitrary<unknown> {
  const fitting = [
    ...(KNOWN[name] ?? []),
    ...(schema?.enum ?? []),
    ...(schema?.example === undefined ? [] : [schema.example]),
  ];
  const any = schema?.type === 'integer' ? fc.oneof(fc.integer(), fc.double(), text) : text;
  return fitting.length === 0
    ? any
    : fc.oneof({ weight: 14, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: any });
}

const CONTENT_TYPES = ['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/xml', ''];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];
const headers = fc.record(
  {
    'accept-encoding': fc.constantFrom('gzip', 'br', 'identity;q=0', '*', 'deflate'),
    accept: fc.constantFrom('*/*', 'text/html', 'application/xml'),
    'if-none-match': fc.constantFrom('*', '"x"', 'W/"x", "y"', '"'),
    'x-request-id': fc.constantFrom('mine', '"', 'x'.repeat(300)),
    origin: fc.constantFrom('https://example.org', 'null'),
    range: fc.constant('bytes=0-1'),
  },
  { requiredKeys: [] },
);

function fieldsOf({ components }: Document, call: Call): Readonly<Record<string, z.infer<typeof Schema>>> {
  const json = JSON.stringify(call.requestBody?.content['application/json'] ?? {});
  const name = /#\/components\/schemas\/(\w+)/.exec(json)?.[1] ?? '';
  return components.schemas[name]?.properties ?? {};
}

/** A body that mostly has the form of the call's, sometimes any JSON or text. */
function bodyFor(document: Document, call: Call): fc.Arbitrary<string> {
  const fields = Object.fromEntries(
    Object.entries(fieldsOf(document, call)).map(([name, schema]) => [
      name,
      fc.oneof(
        { weight: 20, arbitrary: valueFor(name, schema) },
        { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
      ),
    ]),
  );
  const whole = fc.record(fields, {
    requiredKeys: ['syscall', 'errno', 'output', 'q'].filter((name) => name in fields),
  });
  return fc.oneof(
    { weight: 6, arbitrary: whole.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: text },
  );
}

function callRequest(document: Document, path: string, method: string, call: Call): fc.Arbitrary<FuzzedRequest> {
  const inPath = call.parameters.filter((one) => one.in === 'path');
  const inQuery = call.parameters.filter((one) => one.in === 'query');
  const values = fc.tuple(...inPath.map((one) => valueFor(one.name, one.schema)));
  const query = fc.record(
    Object.fromEntries(
      inQuery.map((one) => [
        one.name,
        fc.oneof(
          { weight: 25, arbitrary: valueFor(one.name, one.schema) },
          { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
        ),
      ]),
    ),
    { requiredKeys: inQuery.filter((one) => one.required).map((one) => one.name) },
  );
  const unknown = fc.oneof(
    { weight: 15, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(fc.string({ maxLength: 20 }), text, { maxKeys: 2 }) },
  );
  const how = fc.record({
    method: fc.oneof(
      { weight: 30, arbitrary: fc.constant(method.toUpperCase()) },
      { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
    ),
    headers,
    type: fc.oneof(
      { weight: 10, arbitrary: fc.constantFrom('application/json', 'text/plain') },
      { weight: 1, arbitrary: fc.constantFrom(...CONTENT_TYPES) },
    ),
    body: bodyFor(document, call),
  });
  return fc.tuple(values, query, unknown, how).map(([params, known, more, sent]) => {
    const filled = inPath.reduce(
      (so, one, i) => so.replace(`{${one.name}}`, encodeURIComponent(String(params[i]))),
      path,
    );
    const pairs = Object.entries({ ...known, ...more }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    );
    const search = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
    const bodied = sent.method !== 'GET' && sent.method !== 'HEAD';
    return {
      of: `${method.toUpperCase()} ${path}`,
      path: `${filled}${search}`,
      method: sent.method,
      headers: { ...sent.headers, ...(bodied && { 'content-type': sent.type }) },
      body: bodied ? sent.body : undefined,
    };
  });
}

/** Any request to any call of the document. */
export function anyRequest(document: Document): fc.Arbitrary<FuzzedRequest> {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => callRequest(document, path, method, call)),
  );
  return fc.oneof(...calls);
}
