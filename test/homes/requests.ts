/** Requests that every home of the service answers alike: each route, what is refused, and what HTTP asks for. */

export interface HomeRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const JSON_BODY = { 'content-type': 'application/json' };
const TEXT_BODY = { 'content-type': 'text/plain' };

/** @param kernel - an indexed kernel that has openat, EMFILE and x86_64 */
export function requestsFor(kernel: string): readonly HomeRequest[] {
  const of = `/v1/kernels/${kernel}`;
  const question = 'syscall=openat&errno=EMFILE&arch=x86_64';
  const asked = { kernel, arch: 'x86_64', syscall: 'openat', errno: 'EMFILE' };
  const post = (path: string, body: unknown): HomeRequest => {
    return { path, method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) };
  };
  const gets = [
    ...['/', '/healthz', '/readyz', '/openapi.json', '/docs', '/v1/kernels', '/v1/kernels?limit=1'],
    ...['/v1/errnos', '/v1/errnos?limit=3&arch=mips', '/v1/errnos/ENOSPC', '/v1/errnos/-28', '/v1/errnos/ENOSPCE'],
    ...[`${of}/errnos/EMFILE/sites`, `${of}/errnos/EMFILE/sites?path=fs/`, `${of}/errnos/EMFILE/sites?limit=0`],
    ...[`${of}/functions/take_slot`, `${of}/functions/tkae_slot`, `${of}/functions/take_slot?file=nowhere.c`],
    ...[`${of}/syscalls`, `${of}/syscalls?arch=arm64&limit=2`, `${of}/syscalls/openat`, `${of}/syscalls/openta`],
    ...[`${of}/origins?${question}`, `${of}/origins?${question}&limit=1`, `${of}/origins?${question}&fs=logfs`],
    ...[`${of}/origins?${question}&lmit=1`, `${of}/origins?${question}&cursor=x`, `${of}/origins?errno=EMFILE`],
    ...[`${of}/plan.sh?${question}`, `${of}/plan.bt?${question}`],
    ...[`${of}/tunables`, `${of}/tunables?${question}`, `${of}/tunables/none.such`],
    ...[
      '/v1/causes',
      '/v1/causes?errno=ENOSPC&limit=2',
      '/v1/causes/none-such',
      '/v1/causes?message=mount:%20no%20space',
    ],
    ...[`/v1/diff?from=${kernel}&to=${kernel}&errno=EMFILE&syscall=openat`, '/v1/diff?from=1.2&to=latest'],
    ...[`/v1/ask?q=openat%20EMFILE&kernel=${kernel}`, '/v1/ask?q=', '/v1/ask?q=where%20is%20my%20hat'],
    ...[
      `/k/${kernel}`,
      `/k/${kernel}/errno/EMFILE`,
      `/k/${kernel}/syscall/openat`,
      `/k/${kernel}/syscall/openat/EMFILE`,
    ],
    ...[`/k/${kernel}/function/take_slot.json`, `/diff/${kernel}/${kernel}.json`, '/about', '/assets/page.css'],
    ...['/v1/kernels/2.4/syscalls', '/v1/nothing', `${of}/origins/`, '/../../etc/passwd', '/%00'],
  ];
  const posts = [
    post('/v1/ask', { q: 'openat EMFILE', kernel }),
    post('/v1/plan', asked),
    post('/v1/plan', { ...asked, symbols: ['__x64_sys_openat', 'take_slot'] }),
    post('/v1/plan.sh', asked),
    post('/v1/plan.bt', asked),
    post('/v1/plan', { ...asked, errno: 'EMFILES' }),
    post('/v1/plan', { kernel }),
    post(`${of}/origins`, { syscall: 'openat', errno: 'EMFILE', arch: 'x86_64', config: 'CONFIG_LOGFS=y\n' }),
    post('/v1/explain', {
      kernel,
      arch: 'x86_64',
      output: 'openat(AT_FDCWD, "/tmp/f", O_RDONLY) = -1 EMFILE (Too many open files)',
    }),
    { path: `/v1/explain?kernel=${kernel}`, method: 'POST', headers: TEXT_BODY, body: 'cat: f: Too many open files\n' },
    {
      path: `/v1/plan?kernel=${kernel}&syscall=openat&errno=EMFILE`,
      method: 'POST',
      headers: TEXT_BODY,
      body: 'take_slot\n',
    },
    { path: '/v1/plan', method: 'POST', headers: JSON_BODY, body: '{' },
    { path: '/v1/plan', method: 'POST', headers: { 'content-type': 'image/png' }, body: 'x' },
  ];
  const others = [
    { path: '/v1/errnos', method: 'HEAD' },
    { path: `${of}/origins?${question}`, method: 'HEAD' },
    { path: '/v1/errnos', method: 'DELETE' },
    { path: '/v1/plan', method: 'GET' },
    { path: '/v1/kernels', headers: { 'if-none-match': '*' } },
    { path: '/v1/kernels', headers: { origin: 'https://example.org' } },
    {
      path: '/v1/kernels',
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'GET' },
    },
  ];
  return [...gets.map((path) => ({ path })), ...posts, ...others];
}

/** Headers that are the service's own; the others are the server's, the clock's, or those of who compresses (`vary`). */
const OWN_HEADERS = [
  ...['content-type', 'etag', 'cache-control', 'allow', 'content-security-policy', 'x-content-type-options'],
  ...['access-control-allow-origin', 'access-control-allow-methods', 'referrer-policy', 'x-frame-options'],
];

export type Home = (request: HomeRequest) => Promise<Response>;

/** What a home answers, as one can compare it. */
export async function answerOf(home: Home, request: HomeRequest) {
  const response = await home(request);
  const headers = OWN_HEADERS.map((name) => [name, response.headers.get(name)?.replaceAll(/,\s*/g, ', ') ?? null]);
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() };
}
