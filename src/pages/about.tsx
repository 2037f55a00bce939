/** What this is, how the same is asked by programs, and how it is used where there is no network. */
import type { AboutPage as Data } from '../schemas/pages.js';
import { Copyable } from './components/copyable.js';
import { Link } from './components/link.js';
import type { PageFrame } from './layout.js';
import { usePlace } from './place.js';

export function aboutFrame(): PageFrame {
  return {
    title: 'About',
    description: 'How errnopath knows where errnos come from, its HTTP API, and how it is used without a network.',
    target: { page: 'about' },
  };
}

export function AboutPage({ version, kernels }: Data) {
  const { file, server } = usePlace();
  const kernel = kernels[0]?.line ?? 'latest';
  return (
    <>
      <h1>About</h1>
      <p class="lead">
        errnopath {version} reads kernel source ahead of time: every place where an errno is written, and every call
        that hands one on. An answer is a search over that graph, so it takes milliseconds and needs no kernel that
        runs.
      </p>
      <section aria-labelledby="reading">
        <h2 id="reading">How to read an answer</h2>
        <ul>
          <li>Origins are ranked by likelihood. They are a prediction: what proves one is the plan below them.</li>
          <li>
            A path goes from the entry of the syscall to the function that writes the errno. A dashed line is a hop that
            reading the source alone does not show: a table of functions, a callback, a macro.
          </li>
          <li>
            The line beside a function is where it calls the next one, as in a stack trace; beside the last one, where
            the errno is written.
          </li>
          <li>
            A hollow mark is a function that a probe cannot see, mostly because the compiler puts it into its caller.
            Its result shows at the function that is named.
          </li>
          <li>Commands are to be pasted into a root shell. Read them first; none changes anything.</li>
        </ul>
      </section>
      <section aria-labelledby="api">
        <h2 id="api">For programs</h2>
        <p>
          Each page has a twin with <code>.json</code> {server ? 'behind its address.' : 'in the place of '}
          {server ? ' ' : <code>.html</code>}
          {server ? (
            <>
              The whole API is described at <a href={file('docs')}>docs</a> and, for programs, in{' '}
              <a href={file('openapi.json')}>openapi.json</a>.
            </>
          ) : (
            '. These are files: what is asked of the API, a server answers, which the program has:'
          )}
        </p>
        {!server && <Copyable command="errnopath serve" />}
      </section>
      <section aria-labelledby="offline">
        <h2 id="offline">Without a network</h2>
        <p>The program answers from files at hand, on the machine itself:</p>
        <Copyable command={`errnopath ask mount ENOSPC --kernel ${kernel}`} />
        <Copyable command="sudo errnopath plan mount ENOSPC --here" />
      </section>
      <section aria-labelledby="kernels">
        <h2 id="kernels">Kernels</h2>
        <ul>
          {kernels.map(({ id, source, indexer_version }) => (
            <li>
              <Link to={{ page: 'kernel', kernel: id }}>Linux {id}</Link>{' '}
              <span class="note">
                from {source}, indexer {indexer_version}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
