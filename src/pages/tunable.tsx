/** A setting: where it is read, what it is unless set, and what it can make fail. */
import type { TunablePage as Data } from '../schemas/pages.js';
import { Copyable } from './components/copyable.js';
import { Crumbs } from './components/crumbs.js';
import { FunctionLink, Link } from './components/link.js';
import { Source } from './components/source.js';
import { Switches } from './components/switches.js';
import { checkOf } from './components/tunables.js';
import { counted } from './figure.js';
import type { PageFrame } from './layout.js';

export function tunableFrame({ tunable: { name, tunables }, kernel, arch }: Data): PageFrame {
  const errnos = [...new Set(tunables.flatMap((one) => one.errnos))];
  return {
    title: `${name} on Linux ${kernel.id}`,
    description: `What ${name} can make fail on Linux ${kernel.id}: ${errnos.join(', ')}, with the functions that read it and their conditions.`,
    target: { page: 'tunable', kernel: kernel.id, name },
    kernel: kernel.requested,
    arch,
  };
}

export function TunablePage({ tunable: { name, tunables }, kernel, arch, arches, kernels }: Data) {
  const named = kernel.requested;
  return (
    <>
      <Crumbs>
        <Link to={{ page: 'kernel', kernel: named }}>Linux {named}</Link>
        <span>setting {name}</span>
      </Crumbs>
      <Switches target={{ page: 'tunable', kernel: named, name }} kernel={kernel.id} {...{ arch, kernels, arches }} />
      <h1>
        <code>{name}</code>
      </h1>
      {tunables.map((one) => (
        <section class="definition">
          <Setting release={kernel.id} one={one} />
          <h2>What it can make fail</h2>
          {one.failures.length === 0 && <p>No errno is known to depend on it.</p>}
          <Failures release={kernel.id} kernel={named} failures={one.failures} />
          {one.sites > one.failures.length && (
            <p class="more">{counted(one.sites - one.failures.length, 'more place')}.</p>
          )}
        </section>
      ))}
    </>
  );
}

type Named = Data['tunable']['tunables'][number];

function Setting({ release, one }: { readonly release: string; readonly one: Named }) {
  const check = checkOf(one);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Kind', one.kind],
    ['Path', one.path],
    ['Variable', one.variable],
    ['Unless set', one.default],
    ['As written', one.default_written],
    ['Set by', one.default_set_by],
    ['At least', one.min],
    ['At most', one.max],
  ];
  return (
    <>
      <dl class="pairs">
        {facts
          .filter(([, value]) => value)
          .map(([title, value]) => (
            <>
              <dt>{title}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </>
          ))}
        <dt>Defined in</dt>
        <dd>
          <Source kernel={release} file={one.defined.file} line={one.defined.line} />
        </dd>
        {one.documented !== null && (
          <>
            <dt>Documented in</dt>
            <dd>
              <Source kernel={release} file={one.documented.file} />
            </dd>
          </>
        )}
      </dl>
      {check !== undefined && <Copyable command={check} />}
    </>
  );
}

interface FailuresProps {
  readonly release: string;
  readonly kernel: string;
  readonly failures: Named['failures'];
}

function Failures({ release, kernel, failures }: FailuresProps) {
  if (failures.length === 0) return null;
  return (
    <table class="wide">
      <thead>
        <tr>
          <th scope="col">Errno</th>
          <th scope="col">Function</th>
          <th scope="col">Condition</th>
        </tr>
      </thead>
      <tbody>
        {failures.map((one) => (
          <tr>
            <td>
              {one.errno === 'any' ? 'any' : <Link to={{ page: 'errno', kernel, errno: one.errno }}>{one.errno}</Link>}
            </td>
            <th scope="row">
              <FunctionLink kernel={kernel} name={one.function} />{' '}
              <Source kernel={release} file={one.file} line={one.line} />
            </th>
            <td>{one.guard !== null && <code>{one.guard}</code>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
