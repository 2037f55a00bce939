/** What changed between two kernels: syscalls and settings, and for an errno or a syscall its origins. */

import { quoteCommand } from '../domain/shell.js';
import type { FunctionChange, SiteChange } from '../schemas/diff.js';
import type { DiffPage as Data } from '../schemas/pages.js';
import { Copyable } from './components/copyable.js';
import { Crumbs } from './components/crumbs.js';
import { FunctionLink, Link } from './components/link.js';
import { Source } from './components/source.js';
import { Warnings } from './components/warnings.js';
import { counted, figure } from './figure.js';
import type { PageFrame } from './layout.js';
import { usePlace } from './place.js';

export function diffFrame({ from, to, diff }: Data): PageFrame {
  const subject = [diff?.syscall, diff?.errno?.name].filter(Boolean).join(' ');
  return {
    title: `${subject === '' ? 'Linux' : subject} from ${from} to ${to}`,
    description: `What changed ${subject === '' ? '' : `for ${subject} `}from Linux ${from} to ${to}: where errnos start, and under which conditions.`,
    target: { page: 'diff', from, to },
    kernel: to,
    ...(diff !== null && { passing: true as const }),
  };
}

export function DiffPage({ from, to, arch, kernels, syscalls, tunables, diff }: Data) {
  const { href, server } = usePlace();
  return (
    <>
      <Crumbs>
        <Link to={{ page: 'kernel', kernel: from }}>Linux {from}</Link>
        <Link to={{ page: 'kernel', kernel: to }}>Linux {to}</Link>
      </Crumbs>
      <h1>
        From {from} to {to}
      </h1>
      <p class="lead">
        On {arch}. <Link to={{ page: 'diff', from: to, to: from }}>The other way round</Link>
        {kernels
          .filter((one) => one !== from && one !== to)
          .map((one) => (
            <>
              , <Link to={{ page: 'diff', from, to: one }}>to {one}</Link>
            </>
          ))}
        .
      </p>
      {server ? (
        <form class="filter" action={href({ page: 'diff', from, to })?.replace(/\?.*/, '')} method="get">
          <label>
            Errno <input name="errno" value={diff?.errno?.name ?? ''} placeholder="ENOSPC" maxlength={256} />
          </label>
          <label>
            Syscall <input name="syscall" value={diff?.syscall ?? ''} placeholder="mount" maxlength={256} />
          </label>
          <input type="hidden" name="arch" value={arch} />
          <button type="submit">Compare</button>
        </form>
      ) : (
        <>
          <p>What changed for an errno of a syscall, the program compares:</p>
          <Copyable
            command={quoteCommand(['errnopath', 'diff', from, to, '--errno', 'ENOSPC', '--syscall', 'mount'])}
          />
        </>
      )}
      {diff !== null && <Changes diff={diff} />}
      <Names
        title="Syscalls"
        names={syscalls}
        page={(kernel, syscall) => ({ page: 'syscall', kernel, syscall })}
        {...{ from, to }}
      />
      <Names
        title="Settings"
        names={tunables}
        long
        page={(kernel, name) => ({ page: 'tunable', kernel, name })}
        {...{ from, to }}
      />
    </>
  );
}

interface NamesProps {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly names: Data['syscalls'];
  /** Names that take more than a narrow column. */
  readonly long?: true;
  readonly page: (kernel: string, name: string) => Parameters<typeof Link>[0]['to'];
}

function Names({ title, from, to, names, long, page }: NamesProps) {
  const id = title.toLowerCase();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {(
        [
          ['New', to, names.appeared],
          ['Gone', from, names.went],
        ] as const
      ).map(([word, kernel, list]) => (
        <>
          <h3>
            {word} <span class="note">{list.length}</span>
          </h3>
          <ul class={long ? 'columns long' : 'columns'}>
            {list.map((name) => (
              <li>
                <Link to={page(kernel, name)}>{name}</Link>
              </li>
            ))}
          </ul>
        </>
      ))}
    </section>
  );
}

function Changes({ diff }: { readonly diff: NonNullable<Data['diff']> }) {
  const { syscall, errno, errnos, compared, same, changes, total, warnings, from, to } = diff;
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">{[syscall, errno?.name].filter(Boolean).join(' ')}</h2>
      <Warnings texts={warnings} />
      {errnos === null ? (
        <p>
          {syscall === null ? 'All that write it' : 'The likeliest origins of each'}: {counted(compared, 'function')}{' '}
          compared, {figure(same)} as they were, {figure(total)} changed.
        </p>
      ) : (
        <dl class="pairs">
          <dt>Gained</dt>
          <dd>{errnos.appeared.join(', ') || 'none'}</dd>
          <dt>Lost</dt>
          <dd>{errnos.went.join(', ') || 'none'}</dd>
        </dl>
      )}
      {changes.map((change) => (
        <Change change={change} from={from.id} to={to.id} />
      ))}
      {total > changes.length && <p class="more">{total - changes.length} more changes.</p>}
    </section>
  );
}

interface ChangeProps {
  readonly change: FunctionChange;
  readonly from: string;
  readonly to: string;
}

const WORDS = { appeared: 'new', went: 'gone', moved: 'moved', changed: 'changed' } as const;

function Change({ change: { change, function: name, from: before, to: after, sites }, from, to }: ChangeProps) {
  return (
    <div class={`change ${change}`}>
      <p>
        <b class="kind">{WORDS[change]}</b> <FunctionLink kernel={after === null ? from : to} name={name} />{' '}
        {before !== null && <Source kernel={from} file={before.file} line={before.line} />}
        {before !== null && after !== null && ' → '}
        {after !== null && <Source kernel={to} file={after.file} line={after.line} />}
      </p>
      {sites.length > 0 && (
        <ul>
          {sites.map((site) => (
            <>
              {site.from !== null && <SiteLine mark="−" site={site.from} />}
              {site.to !== null && <SiteLine mark="+" site={site.to} />}
            </>
          ))}
        </ul>
      )}
    </div>
  );
}

function SiteLine({ mark, site }: { readonly mark: '+' | '−'; readonly site: NonNullable<SiteChange['from']> }) {
  return (
    <li class={mark === '+' ? 'added' : 'removed'}>
      {mark} {site.line}: {site.guard === null ? <span class="note">no condition</span> : <code>{site.guard}</code>}
    </li>
  );
}
