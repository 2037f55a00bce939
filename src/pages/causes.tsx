/** All known causes, by topic. */
import type { Cause } from '../schemas/cause.js';
import type { CausesPage as Data } from '../schemas/pages.js';
import { Checks } from './components/cause.js';
import { Copyable } from './components/copyable.js';
import { FunctionLink, Link } from './components/link.js';
import type { PageFrame } from './layout.js';
import { usePlace } from './place.js';

export function causesFrame({ causes, query }: Data): PageFrame {
  return {
    title: 'Known causes',
    description: `${causes.length} real-world causes of errnos of the Linux kernel: the messages they hide behind, the commands that confirm them, and what helps.`,
    target: { page: 'causes' },
    ...(query !== '' && { passing: true as const }),
  };
}

export function CausesPage({ query, kernels, causes }: Data) {
  const { href } = usePlace();
  const [kernel = 'latest'] = kernels;
  const topics = [...new Set(causes.map(({ topic }) => topic))].sort();
  return (
    <>
      <h1>Known causes</h1>
      <p class="lead">
        What really happened, time and again: the message, the commands that confirm it, and what helps. {causes.length}{' '}
        {query === '' ? 'are known.' : causes.length === 1 ? 'fits.' : 'fit.'}
      </p>
      <form class="filter" action={href({ page: 'causes' })} method="get">
        <label for="filter">Words that stand in it, or a message</label>
        <input id="filter" name="q" type="search" value={query} maxlength={256} />
        <button type="submit">Filter</button>
      </form>
      <nav aria-label="Topics">
        <ul class="columns">
          {topics.map((topic) => (
            <li>
              <a href={`#topic-${topic}`}>{topic}</a>{' '}
              <span class="note">{causes.filter((one) => one.topic === topic).length}</span>
            </li>
          ))}
        </ul>
      </nav>
      {topics.map((topic) => (
        <section aria-labelledby={`topic-${topic}`}>
          <h2 id={`topic-${topic}`}>{topic}</h2>
          {causes
            .filter((one) => one.topic === topic)
            .map((cause) => (
              <Whole cause={cause} kernel={kernel} />
            ))}
        </section>
      ))}
    </>
  );
}

function Whole({ cause, kernel }: { readonly cause: Cause; readonly kernel: string }) {
  const { id, title, summary, errnos, syscalls, messages, origins, tunables, checks, fixes, siblings, sources } = cause;
  return (
    <article class="cause" id={id}>
      <h3>
        <a href={`#${id}`}>{title}</a>
      </h3>
      <p>{summary}</p>
      <p class="note">
        {syscalls.slice(0, 6).map((syscall) => (
          <>
            {errnos.map((errno) => (
              <Link to={{ page: 'answer', kernel, syscall, errno }}>
                {syscall} {errno}
              </Link>
            ))}{' '}
          </>
        ))}
        in{' '}
        {[...new Set(origins.map((one) => one.function))].map((name) => (
          <>
            <FunctionLink kernel={kernel} name={name} />{' '}
          </>
        ))}
        {tunables.map((name) => (
          <>
            <Link to={{ page: 'tunable', kernel, name }}>{name}</Link>{' '}
          </>
        ))}
      </p>
      <details>
        <summary>Confirm it, and what helps</summary>
        {messages.length > 0 && (
          <ul class="messages">
            {messages.map((message) => (
              <li>
                <samp>{message}</samp>
              </li>
            ))}
          </ul>
        )}
        <Checks checks={checks} />
        {fixes.map(({ lasts, does, command }) => (
          <div class="check">
            <p>
              <b>{lasts}</b>: {does}
            </p>
            {command !== undefined && <Copyable command={command} />}
          </div>
        ))}
        {siblings.length > 0 && (
          <ul>
            {siblings.map(({ name, why }) => (
              <li>
                not <b>{name}</b>: {why}
              </li>
            ))}
          </ul>
        )}
        <p class="note">
          Sources:{' '}
          {sources.map((source, i) => (
            <>
              {i > 0 && ', '}
              <a href={source}>{new URL(source).hostname}</a>
            </>
          ))}
        </p>
      </details>
    </article>
  );
}
