/** The call of the API that answers what was understood of a question. */
import type { AskKind, Understanding } from '../domain/ask/understand.js';

export interface AskCall {
  readonly kind: Exclude<AskKind, 'none'>;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Of a POST. */
  readonly body?: unknown;
}

/** The machine that is asked about, as the question or its parameters name it. */
interface AskedMachine {
  readonly kernel: string | undefined;
  readonly arch: string | undefined;
  readonly to: string | undefined;
  /** What an output says of its machine. */
  readonly release: string | undefined;
}

/** Undefined where nothing can be answered before the question is asked back. */
export function askCall(question: string, one: Understanding, machine: AskedMachine): AskCall | undefined {
  const { errno, syscall, cmd, family, fs } = one;
  const { arch, to } = machine;
  const kernel = machine.kernel ?? machine.release ?? 'latest';
  const base = `/v1/kernels/${encodeURIComponent(kernel)}`;
  const get = (kind: AskCall['kind'], path: string, query: Readonly<Record<string, string | undefined>>): AskCall => {
    const fields = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const text = new URLSearchParams(fields).toString();
    return { kind, method: 'GET', path: `${path}${text === '' ? '' : `?${text}`}` };
  };
  const ofSyscall = { syscall, errno, arch };
  switch (one.kind) {
    case 'origins':
      return get('origins', `${base}/origins`, { ...ofSyscall, cmd, family, fs });
    case 'errno':
      return get('errno', `/v1/errnos/${encodeURIComponent(errno ?? '')}`, { arch });
    case 'syscall':
      return get('syscall', `${base}/syscalls/${encodeURIComponent(syscall ?? '')}`, { arch });
    case 'function':
      return get('function', `${base}/functions/${encodeURIComponent(one.function ?? '')}`, { arch });
    case 'tunable':
      return one.tunable === undefined
        ? undefined
        : get('tunable', `${base}/tunables/${encodeURIComponent(one.tunable)}`, {});
    case 'tunables':
      return get('tunables', `${base}/tunables`, ofSyscall);
    case 'diff':
      return to === undefined || one.missing !== undefined
        ? undefined
        : get('diff', '/v1/diff', { from: kernel, to, ...ofSyscall });
    case 'cause':
      return get('cause', `/v1/causes/${encodeURIComponent(one.cause?.id ?? '')}`, {});
    case 'plan':
      return {
        kind: 'plan',
        method: 'POST',
        path: '/v1/plan',
        body: { kernel, ...ofSyscall, ...(cmd && { cmd }), ...(fs && { fs: [fs] }) },
      };
    case 'explain':
      return {
        ...{ kind: 'explain', method: 'POST', path: '/v1/explain' },
        body: { output: question, ...(machine.kernel && { kernel }), ...(arch && { arch }) },
      };
    case 'none':
      return undefined;
  }
}
