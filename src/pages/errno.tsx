/** An errno: what it is, which syscalls can return it, and where the code writes it. */
import type { ErrnoPage as Data, Subsystem } from '../schemas/pages.js';
import { Crumbs } from './components/crumbs.js';
import { FunctionLink, Link } from './components/link.js';
import { Source } from './components/source.js';
import { Switches } from './components/switches.js';
import { counted } from './figure.js';
import type { PageFrame } from './layout.js';

export function errnoFrame({ errno, kernel, arch, syscalls, sites }: Data): PageFrame {
  return {
    title: `${errno.name} on Linux ${kernel.id}`,
    description: `${errno.name} (${errno.message ?? ''}): ${syscalls.length} syscalls of Linux ${kernel.id} on ${arch} can return it, and the code writes it in ${sites} places.`,
    target: { page: 'errno', kernel: kernel.id, errno: errno.name },
    kernel: kernel.requested,
    arch,
  };
}

/** Folders that are shown at once. */
const FIRST = 20;

export function ErrnoPage({ errno, kernel, arch, arches, kernels, sites, subsystems, syscalls, causes }: Data) {
  const named = kernel.requested;
  return (
    <>
      <Crumbs>
        <Link to={{ page: 'kernel', kernel: named }}>Linux {named}</Link>
        <span>{errno.name}</span>
      </Crumbs>
      <Switches
        target={{ page: 'errno', kernel: named, errno: errno.name }}
        kernel={kernel.id}
        {...{ arch, kernels, arches }}
      />
      <h1>
        <code>{errno.name}</code>
      </h1>
      <p class="lead">
        {errno.message}
        {errno.number === null ? '' : `, ${errno.number} on ${arch}`}. {counted(syscalls.length, 'syscall')} can return
        it; the code of this arch writes it in {counted(sites, 'place')} of {counted(subsystems.length, 'folder')}.
        {errno.translated_to !== null && (
          <>
            {' '}
            User space sees{' '}
            <Link to={{ page: 'errno', kernel: named, errno: errno.translated_to }}>{errno.translated_to}</Link>.
          </>
        )}
        {errno.aliases.length > 0 && ` Also called ${errno.aliases.join(', ')}.`}
        {errno.where !== null && (
          <>
            {' '}
            Defined in <Source kernel={kernel.id} file={errno.where.file} line={errno.where.line} />.
          </>
        )}
      </p>
      {causes.length > 0 && (
        <section aria-labelledby="causes">
          <h2 id="causes">Known causes</h2>
          <dl class="causes">
            {causes.map(({ id, title, syscalls: of }) => (
              <div>
                <dt>
                  <Link to={{ page: 'causes', id }}>{title}</Link>
                </dt>
                <dd>
                  {of.map((syscall) => (
                    <>
                      <Link to={{ page: 'answer', kernel: named, syscall, errno: errno.name }}>{syscall}</Link>{' '}
                    </>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section aria-labelledby="syscalls">
        <h2 id="syscalls">Syscalls that can return it</h2>
        <p class="note">Those in bold have it in their manual page.</p>
        <ul class="columns">
          {syscalls.map(({ name, documented }) => (
            <li>
              <Link
                to={{ page: 'answer', kernel: named, syscall: name, errno: errno.name }}
                {...(documented === true && { class: 'documented' })}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="folders">
        <h2 id="folders">Where the code writes it</h2>
        {subsystems.slice(0, FIRST).map((one) => (
          <Folder release={kernel.id} kernel={named} subsystem={one} />
        ))}
        {subsystems.length > FIRST && (
          <details>
            <summary>{counted(subsystems.length - FIRST, 'more folder')}</summary>
            <ul class="columns">
              {subsystems.slice(FIRST).map(({ folder, sites: some }) => (
                <li>
                  <code>{folder}</code> <span class="note">{some}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
    </>
  );
}

interface FolderProps {
  readonly release: string;
  readonly kernel: string;
  readonly subsystem: Subsystem;
}

function Folder({ release, kernel, subsystem: { folder, sites, functions, first } }: FolderProps) {
  return (
    <details class="folder">
      <summary>
        <code>{folder}</code>{' '}
        <span class="note">
          {counted(sites, 'place')} in {counted(functions, 'function')}
        </span>
      </summary>
      <ul>
        {first.map((one) => (
          <li>
            <FunctionLink kernel={kernel} name={one.function} />{' '}
            <Source kernel={release} file={one.file} line={one.line} />
            {one.sites > 1 && <span class="note"> {one.sites} places</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
