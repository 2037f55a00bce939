/** A syscall: its entries on every arch, and each errno that it can return with the likeliest origin. */
import type { SyscallPage as Data } from '../schemas/pages.js';
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

const DOCUMENTED = { true: 'listed', false: 'not listed', null: '' } as const;

export function SyscallPage({ kernel, arch, arches, kernels, syscall, errnos, only_documented, entries }: Data) {
  const named = kernel.requested;
  const { name, number, entry, file, line } = syscall;
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
        . It can return {errnos.length} errnos.
      </p>
      <section aria-labelledby="errnos">
        <h2 id="errnos">Errnos</h2>
        <table class="wide">
          <thead>
            <tr>
              <th scope="col">Errno</th>
              <th scope="col">Likeliest origin</th>
              <th scope="col">Condition there</th>
              <th scope="col">In the manual</th>
            </tr>
          </thead>
          <tbody>
            {errnos.map((errno) => {
              const origin = errno.best;
              return (
                <tr id={errno.name}>
                  <th scope="row">
                    <Link to={{ page: 'answer', kernel: named, syscall: name, errno: errno.name }}>{errno.name}</Link>
                  </th>
                  <td>
                    {origin && (
                      <>
                        <FunctionLink kernel={named} name={origin.function} />{' '}
                        <Source kernel={kernel.id} file={origin.file} line={origin.line} />
                      </>
                    )}
                  </td>
                  <td>{origin?.guard && <code>{origin.guard}</code>}</td>
                  <td class="note">{DOCUMENTED[`${errno.documented}`]}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {only_documented.length > 0 && (
          <p>
            The manual also lists{' '}
            {only_documented.map((errno, i) => (
              <>
                {i > 0 && ', '}
                <Link to={{ page: 'answer', kernel: named, syscall: name, errno }}>{errno}</Link>
              </>
            ))}
            , for which no function of this kernel is known.
          </p>
        )}
      </section>
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
