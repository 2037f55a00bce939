/** A kernel: its syscalls and errnos, and what is known of it. */
import type { KernelPage as Data } from '../schemas/pages.js';
import { Link } from './components/link.js';
import { Switches } from './components/switches.js';
import { figure } from './figure.js';
import type { PageFrame } from './layout.js';

export function kernelFrame({ kernel, arch, syscalls }: Data): PageFrame {
  return {
    title: `Linux ${kernel.id}`,
    description: `Where the errnos of Linux ${kernel.id} come from: ${syscalls.length} syscalls of ${arch}, with every errno that each can return.`,
    target: { page: 'kernel', kernel: kernel.id },
    kernel: kernel.requested,
    arch,
  };
}

export function KernelPage({ kernel, arch, arches, kernels, summary, syscalls, errnos, tunables }: Data) {
  const named = kernel.requested;
  return (
    <>
      <Switches target={{ page: 'kernel', kernel: named }} kernel={kernel.id} {...{ arch, kernels, arches }} />
      <h1>Linux {kernel.id}</h1>
      <p class="lead">
        Read from {summary.source}: {figure(summary.functions)} functions, {figure(summary.sites)} places where an errno
        is written, {figure(tunables.reduce((sum, { count }) => sum + count, 0))} settings.
        {kernel.build ? ` Symbols and options are those of ${kernel.build.release}.` : ''}
      </p>
      {kernels.length > 1 && (
        <p>
          What changed{' '}
          {kernels
            .filter((other) => other !== kernel.id)
            .map((other, i) => {
              const older = kernels.indexOf(other) > kernels.indexOf(kernel.id);
              const [from, to] = older ? [other, kernel.id] : [kernel.id, other];
              return (
                <>
                  {i > 0 && ', '}
                  <Link to={{ page: 'diff', from, to }}>
                    {older ? 'since' : 'up to'} {other}
                  </Link>
                </>
              );
            })}
        </p>
      )}
      <section aria-labelledby="errnos">
        <h2 id="errnos">Errnos</h2>
        <p class="note">Each with its number, and in how many places the code of all arches writes it.</p>
        <ul class="columns">
          {errnos.map(({ name, number, message, sites }) => (
            <li title={message ?? ''}>
              <Link to={{ page: 'errno', kernel: named, errno: name }}>{name}</Link>{' '}
              <span class="note">
                {number ?? ''} · {figure(sites)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="syscalls">
        <h2 id="syscalls">Syscalls of {arch}</h2>
        <p class="note">Each with how many errnos it can return.</p>
        <ul class="columns">
          {syscalls.map(({ name, errnos: count }) => (
            <li>
              <Link to={{ page: 'syscall', kernel: named, syscall: name }}>{name}</Link>{' '}
              <span class="note">{count}</span>
            </li>
          ))}
        </ul>
      </section>
      {summary.builds.length > 0 && (
        <section aria-labelledby="builds">
          <h2 id="builds">Compiled kernels whose symbols are known</h2>
          <ul class="columns">
            {summary.builds.map(({ release, arch: of }) => (
              <li>
                <Link to={{ page: 'kernel', kernel: release, arch: of }}>{release}</Link> <span class="note">{of}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
