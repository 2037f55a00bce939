/** The answer page: the origins of an errno of a syscall, best first, and the plan that proves them. */

import { quoteCommand } from '../domain/shell.js';
import type { AnswerPage as Data } from '../schemas/pages.js';
import { Copyable } from './components/copyable.js';
import { Crumbs } from './components/crumbs.js';
import { FunctionLink, Link } from './components/link.js';
import { Origin } from './components/origin.js';
import { PathLegend } from './components/path-graph.js';
import { Percent } from './components/percent.js';
import { Plan } from './components/plan.js';
import { type Scoped, Switches } from './components/switches.js';
import { Warnings } from './components/warnings.js';
import { figure } from './figure.js';
import type { PageFrame } from './layout.js';
import { usePlace } from './place.js';

/** Origins that one call of the API tells at most. */
const MOST_ORIGINS = 500;

export function answerFrame({ answer, arch, outside }: Data): PageFrame {
  const { syscall, errno, kernel, origins, total } = answer;
  return {
    title: `${syscall} ${errno.name} on Linux ${kernel.id}`,
    description: `Why ${syscall} returns ${errno.name} (${errno.message ?? ''}) on Linux ${kernel.id}, ${arch}: ${startsIn(total, origins, outside)}, with the path, the condition and the commands that prove it.`,
    target: { page: 'answer', kernel: kernel.id, syscall, errno: errno.name },
    kernel: kernel.requested,
    arch,
  };
}

export function AnswerPage({ answer, outside, plan, documented, arch, arches, kernels }: Data) {
  const { kernel, syscall, errno, entry, total, origins, warnings } = answer;
  const named = kernel.requested;
  const target: Scoped = { page: 'answer', kernel: named, syscall, errno: errno.name };
  const { server } = usePlace();
  const ofArch = ['--arch', arch];
  return (
    <>
      <Crumbs>
        <Link to={{ page: 'kernel', kernel: named }}>Linux {named}</Link>
        <Link to={{ page: 'syscall', kernel: named, syscall }}>{syscall}</Link>
        <Link to={{ page: 'errno', kernel: named, errno: errno.name }}>{errno.name}</Link>
      </Crumbs>
      <Switches target={target} kernel={kernel.id} arch={arch} kernels={kernels} arches={arches} />
      <h1>
        <code>{syscall}</code> fails with <code>{errno.name}</code>
      </h1>
      <p class="lead">
        {errno.message}
        {errno.number === null ? '' : ` (${errno.number})`}. {sentence(total, origins, outside)} Answered from Linux{' '}
        {kernel.id}
        {kernel.build ? `, build ${kernel.build.release}` : ''}; the entry is{' '}
        <FunctionLink kernel={named} name={entry} />.{documented === false && ' The manual page does not list it.'}
      </p>
      {(outside || origins.length === 0) && documented === true && (
        <p>
          The manual page lists it all the same: for another release or arch, for a limit that the C library has, or for
          a path that was not found here. The commands below show whether it comes from the kernel.
        </p>
      )}
      <Warnings texts={warnings} />
      {origins.length > 1 && <Overview origins={origins} />}
      {origins.length > 0 && (
        <section aria-labelledby="origins">
          <h2 id="origins">{outside ? 'What can give it from outside' : 'Where it starts'}</h2>
          <PathLegend paths={origins.map(({ path }) => path)} errno={errno.name} />
          {origins.map((origin) => (
            <Origin
              release={kernel.id}
              kernel={named}
              errno={errno.name}
              origin={origin}
              {...(outside && { alone: true })}
            />
          ))}
          <More shown={origins.length} total={total} {...{ kernel: named, syscall, errno: errno.name, arch }} />
        </section>
      )}
      <section aria-labelledby="plan">
        <h2 id="plan">Prove it</h2>
        {plan !== null && plan.warnings.length > 0 && (
          <details>
            <summary>What to mind: {plan.warnings.length}</summary>
            <Warnings texts={plan.warnings} />
          </details>
        )}
        {plan !== null && <Plan steps={plan.steps} />}
        {!server && (
          <>
            <p>{plan === null ? 'The program writes the commands' : 'More tools, and all in one script'}:</p>
            <Copyable
              command={quoteCommand(['errnopath', 'plan', syscall, errno.name, '--kernel', kernel.id, ...ofArch])}
            />
          </>
        )}
      </section>
    </>
  );
}

type Origins = Data['answer']['origins'];

function startsIn(total: number | null, origins: Origins, outside: Data['outside']): string {
  if (outside || origins.length === 0) return 'what can give it from outside';
  const all = total === null ? 'the functions' : `${figure(total)} function${total === 1 ? '' : 's'}`;
  return `${all} it can start in, ${origins[0]?.function} first`;
}

function sentence(total: number | null, origins: Origins, outside: Data['outside']): string {
  if (outside || origins.length === 0) return 'No function of the kernel is known in which it can start.';
  if (total === null)
    return origins.length === 1
      ? 'The likeliest function in which it can start is below.'
      : 'The likeliest functions in which it can start are below.';
  return total === 1
    ? 'It can start in one function.'
    : `It can start in ${figure(total)} functions; the likeliest are below.`;
}

/** All that are below, a line each. */
function Overview({ origins }: { readonly origins: Origins }) {
  return (
    <table class="wide overview">
      <caption class="hidden">The likeliest origins</caption>
      <thead>
        <tr>
          <th scope="col">Origin</th>
          <th scope="col">Condition</th>
          <th scope="col">Likelihood</th>
        </tr>
      </thead>
      <tbody>
        {origins.map(({ rank, function: name, sites, score, source_meaning }) => (
          <tr>
            <th scope="row">
              <a href={`#origin-${rank}`}>{name}</a>
            </th>
            <td>{sites[0]?.guard ? <code>{sites[0].guard}</code> : (source_meaning ?? '')}</td>
            <td>
              <Percent share={score} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface MoreProps {
  readonly shown: number;
  readonly total: number | null;
  readonly kernel: string;
  readonly syscall: string;
  readonly errno: string;
  readonly arch: string;
}

function More({ shown, total, kernel, syscall, errno, arch }: MoreProps) {
  const { file, server } = usePlace();
  if (!server)
    return (
      <div class="more">
        <p>More of them, the likeliest first:</p>
        <Copyable
          command={quoteCommand([
            'errnopath',
            'origins',
            syscall,
            errno,
            '--kernel',
            kernel,
            '--arch',
            arch,
            '--limit',
            `${MOST_ORIGINS}`,
          ])}
        />
      </div>
    );
  if (total === null || total <= shown) return null;
  const query = new URLSearchParams({ syscall, errno, arch, limit: `${MOST_ORIGINS}` });
  const all = `v1/kernels/${encodeURIComponent(kernel)}/origins?${query}`;
  return (
    <p class="more">
      {figure(total - shown)} more are less likely:{' '}
      <a href={file(all)}>{total > MOST_ORIGINS ? `the first ${MOST_ORIGINS}` : 'all of them'} as JSON</a>.
    </p>
  );
}
