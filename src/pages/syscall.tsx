/** A syscall: its entries on every arch, and each errno that it can return with the likeliest origin. */
import type { SyscallPage as Data } from '../schemas/pages.js';
import type { Source as Outside } from '../store/sources.js';
import { Crumbs } from './components/crumbs.js';
import { FunctionLink, Link } from './components/link.js';
import { Source } from './components/source.js';
import { Switches } from './components/switches.js';
import type { PageFrame } from './layout.js';

export function syscallFrame({ syscall, errnos, kernel, arch }: Data): PageFrame {
  return {
    title: `${syscall.name} on Linux ${kernel.id}`,
    description: `The ${errnos.length} errnos that ${syscall.name} can return on Linux ${kernel.id}, ${arch}, each with the function it most likely starts in.`,
    target: { page: 'syscall', kernel: kernel.id, syscall: syscall.name },
    kernel: kernel.requested,
    arch,
  };
}

export function SyscallPage({ kernel, arch, arches, kernels, syscall, errnos, only_documented, entries }: Data) {
  const named = kernel.requested;
  const { name, number, entry, file, line } = syscall;
  const groups = groupsOf(errnos, only_documented);
  return (
    <>
      <Crumbs>
        <Link to={{ page: 'kernel', kernel: named }}>Linux {named}</Link>
        <span>syscall {name}</span>
      </Crumbs>
      <Switches
        target={{ page: 'syscall', kernel: named, syscall: name }}
        kernel={kernel.id}
        {...{ arch, kernels, arches }}
      />
      <h1>
        <code>{name}</code>
      </h1>
      <p class="lead">
        Number {number} on {arch}; the entry is <FunctionLink kernel={named} name={entry} />
        {file !== null && (
          <>
            , its body is at <Source kernel={kernel.id} file={file} line={line} />
          </>
        )}
        .{' '}
        {errnos.length === 0
          ? 'No errno is known that its code can return.'
          : `It can return ${errnos.length === 1 ? 'one errno' : `${errnos.length} errnos`}.`}
      </p>
      {groups.map(({ id, title, all, also }) => (
        <section aria-labelledby={id}>
          <h2 id={id}>{title}</h2>
          {all.length > 0 && <Errnos release={kernel.id} kernel={named} syscall={name} errnos={all} />}
          {also.length > 0 && (
            <p>
              The manual also lists{' '}
              {also.map((errno, i) => (
                <>
                  {i > 0 && ', '}
                  <Link to={{ page: 'answer', kernel: named, syscall: name, errno }}>{errno}</Link>
                </>
              ))}
              , for which no function of this kernel is known: they may come from outside, or from the C library.
            </p>
          )}
        </section>
      ))}
      <section aria-labelledby="entries">
        <h2 id="entries">Entries</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">Arch</th>
              <th scope="col">ABI</th>
              <th scope="col">Number</th>
              <th scope="col">Symbol</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((one) => (
              <tr>
                <td>
                  <Link to={{ page: 'syscall', kernel: named, syscall: name, arch: one.arch }}>{one.arch}</Link>
                </td>
                <td>{one.abi}</td>
                <td class="number">{one.number}</td>
                <td>
                  <code>{one.entry}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

type Listed = Data['errnos'][number];

interface Group {
  readonly id: string;
  readonly title: string;
  readonly all: readonly Listed[];
  /** Names that no origin is known of. */
  readonly also: readonly string[];
}

/** Those of the manual first: they are what one meets. Where no page of it is known, all are one list. */
function groupsOf(errnos: readonly Listed[], also: readonly string[]): readonly Group[] {
  const unknown = errnos.every(({ documented }) => documented === null);
  const groups = unknown
    ? [{ id: 'errnos', title: 'Errnos', all: errnos, also }]
    : [
        {
          id: 'listed',
          title: 'Errnos that the manual lists',
          all: errnos.filter((one) => one.documented === true),
          also,
        },
        { id: 'others', title: 'Others', all: errnos.filter((one) => one.documented !== true), also: [] },
      ];
  return groups.filter((one) => one.all.length + one.also.length > 0);
}

/** What gives an errno from outside of the code, where a condition would stand. */
const OUTSIDE: Readonly<Record<Outside, string>> = {
  seccomp: 'a seccomp filter says so',
  ptrace: 'a tracer says so',
  bpf: 'a BPF program says so',
  netfilter: 'a netfilter verdict says so',
  injection: 'injected',
  fuse: 'the FUSE daemon says so',
  nfs: 'the NFS server says so',
  '9p': 'the 9p server says so',
  smb: 'the SMB server says so',
  ceph: 'a Ceph daemon says so',
  user: 'a program says so',
  peer: 'the other side says so',
  device: 'the device says so',
  disk: 'read back from the disk',
  hypervisor: 'the hypervisor says so',
};

interface ErrnosProps {
  readonly release: string;
  readonly kernel: string;
  readonly syscall: string;
  readonly errnos: readonly Listed[];
}

function Errnos({ release, kernel, syscall, errnos }: ErrnosProps) {
  return (
    <table class="wide errnos">
      <thead>
        <tr>
          <th scope="col">Errno</th>
          <th scope="col">Likeliest origin</th>
          <th scope="col">Condition there</th>
        </tr>
      </thead>
      <tbody>
        {errnos.map(({ name, best: origin }) => (
          <tr id={name}>
            <th scope="row">
              <Link to={{ page: 'answer', kernel, syscall, errno: name }}>{name}</Link>
            </th>
            <td>
              {origin && (
                <>
                  <FunctionLink kernel={kernel} name={origin.function} />{' '}
                  <Source kernel={release} file={origin.file} line={origin.line} />
                </>
              )}
            </td>
            <td>
              {origin?.guard ? (
                <code>{origin.guard}</code>
              ) : (
                origin?.source && <span class="note">{OUTSIDE[origin.source]}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
