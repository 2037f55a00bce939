/** The start page: one box that takes anything that can be asked. */
import { parseKernelRelease } from '../domain/kernel-id.js';
import type { AskAnswer } from '../schemas/ask.js';
import type { HomePage as Data } from '../schemas/pages.js';
import { Cause } from './components/cause.js';
import { Explanation } from './components/explanation.js';
import { Link } from './components/link.js';
import { Prose } from './components/prose.js';
import { SearchBox } from './components/search-box.js';
import { figure } from './figure.js';
import type { PageFrame } from './layout.js';
import { usePlace } from './place.js';
import { targetOf } from './target-of.js';

export function homeFrame({ asked }: Data): PageFrame {
  return {
    title: asked === null ? 'errnopath: where an errno of the Linux kernel comes from' : asked.understood.summary,
    description:
      'Which line of the Linux kernel said so? The function where an errno starts, the path it takes to the syscall, the condition that was true, and the commands that prove it.',
    target: { page: 'home' },
    ...(asked !== null && { passing: true as const }),
  };
}

/** @param kernel - that one of them names */
function examples(kernel: string): readonly string[] {
  return [
    'mount ENOSPC',
    'bash: fork: retry: Resource temporarily unavailable',
    `inotify_add_watch ENOSPC ${kernel}`,
    'count_mounts',
    'fs.mount-max',
    '-28',
  ];
}

export function HomePage({ kernels, asked }: Data) {
  const { href } = usePlace();
  return (
    <>
      <h1 class="question">Which line of the kernel said so?</h1>
      {asked === null && (
        <p class="lead">
          Name an errno and a syscall, or paste what a program printed: the answer is the function in which it starts,
          the way there, the condition that was true, and the commands that prove it.
        </p>
      )}
      <SearchBox large value={asked?.question ?? ''} />
      {asked === null ? (
        <p class="examples">
          Try{' '}
          {examples(parseKernelRelease(kernels.at(-1)?.id ?? '')?.line ?? 'latest').map((q) => (
            <>
              <a href={href({ page: 'home', q })}>{q}</a>{' '}
            </>
          ))}
        </p>
      ) : (
        <Asked asked={asked} />
      )}
      <section aria-labelledby="kernels">
        <h2 id="kernels">Kernels</h2>
        <table class="wide">
          <thead>
            <tr>
              <th scope="col">Release</th>
              <th scope="col">From</th>
              <th scope="col" class="number">
                Entries of syscalls
              </th>
              <th scope="col" class="number">
                Places that write an errno
              </th>
            </tr>
          </thead>
          <tbody>
            {kernels.map(({ id, source, syscalls, sites }) => (
              <tr>
                <th scope="row">
                  <Link to={{ page: 'kernel', kernel: id }}>Linux {id}</Link>
                </th>
                <td>{source}</td>
                <td class="number" data-of="entries of syscalls">
                  {figure(syscalls)}
                </td>
                <td class="number" data-of="places that write an errno">
                  {figure(sites)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** What was understood, what is asked back, and the answer or where it stands. */
function Asked({ asked }: { readonly asked: AskAnswer }) {
  const { understood, asks, answer } = asked;
  const { href } = usePlace();
  const target = targetOf(asked);
  const address = target === undefined ? undefined : href(target);
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">{understood.summary}</h2>
      {understood.assumed.length > 0 && (
        <ul class="note">
          {understood.assumed.map((text) => (
            <li>{text}</li>
          ))}
        </ul>
      )}
      {address !== undefined && (
        <p>
          <a href={address}>The answer has a page of its own</a>
        </p>
      )}
      {understood.cause !== null && <Cause cause={understood.cause} level="h3" />}
      {asks !== null && (
        <>
          <p>
            <Prose text={asks.question} />
          </p>
          <ul class="choices">
            {asks.choices.map(({ label, q, note }) => (
              <li>
                <a href={href({ page: 'home', q })}>{label}</a>
                {note !== null && <span class="note"> {note}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {answer?.kind === 'tunables' && (
        <ul>
          {answer.body.tunables.map(({ name, path, default: unset }) => (
            <li>
              <Link to={{ page: 'tunable', kernel: answer.body.kernel.id, name }}>{name}</Link>{' '}
              <span class="note">
                {path ?? ''} {unset ? `${unset} unless set` : ''}
              </span>
            </li>
          ))}
        </ul>
      )}
      {answer?.kind === 'explain' && <Explanation answer={answer.body} />}
    </section>
  );
}
