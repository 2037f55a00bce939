/** A function: its definitions, with the errnos that it writes, and who has errnos from whom. */
import type { FunctionPage as Data } from '../schemas/pages.js';
import { Cause } from './components/cause.js';
import { Crumbs } from './components/crumbs.js';
import { FunctionLink, Link } from './components/link.js';
import { Percent } from './components/percent.js';
import { Source } from './components/source.js';
import { Switches } from './components/switches.js';
import { Tunables } from './components/tunables.js';
import type { PageFrame } from './layout.js';
import type { ShownDefinition, ShownNeighbour } from './shards.js';
import { sourceLink } from './source-link.js';

export function functionFrame({ function: { name, definitions }, kernel, arch }: Data): PageFrame {
  const [first] = definitions;
  return {
    title: `${name}() in Linux ${kernel.id}`,
    description: `${name} in ${first?.file ?? ''} of Linux ${kernel.id}: the errnos that it writes and under which conditions, its callers, and whether it can be probed.`,
    target: { page: 'function', kernel: kernel.id, name },
    kernel: kernel.requested,
    arch,
  };
}

interface FunctionPageProps extends Omit<Data, 'function'> {
  readonly function: { readonly name: string; readonly definitions: readonly ShownDefinition[] };
}

export function FunctionPage({ function: { name, definitions }, kernel, arch, arches, kernels }: FunctionPageProps) {
  const named = kernel.requested;
  return (
    <>
      <Crumbs>
        <Link to={{ page: 'kernel', kernel: named }}>Linux {named}</Link>
        <span>function {name}</span>
      </Crumbs>
      <Switches target={{ page: 'function', kernel: named, name }} kernel={kernel.id} {...{ arch, kernels, arches }} />
      <h1>
        <code>{name}</code>
      </h1>
      {definitions.map((one, i) => (
        <Definition release={kernel.id} kernel={named} id={`d${i}`} definition={one} />
      ))}
    </>
  );
}

interface DefinitionProps {
  readonly release: string;
  readonly kernel: string;
  readonly id: string;
  readonly definition: ShownDefinition;
}

function Definition({ release, kernel, id, definition: one }: DefinitionProps) {
  const words = [
    ...(one.static ? ['static'] : []),
    ...(one.inline ? ['inline'] : []),
    ...(one.weak ? ['weak'] : []),
    ...(one.stub ? ['an empty stand-in'] : []),
    ...(one.config === null ? [] : [`only with ${one.config}`]),
  ];
  const { probe } = one;
  return (
    <section class="definition" aria-labelledby={id}>
      <h2 id={id}>
        <Source kernel={release} file={one.file} line={one.line} />
      </h2>
      <p class="lead">
        {words.length > 0 && `${sentenceOf(words)} `}
        Attach to <code>{probe.symbol}</code>: <Percent share={probe.likelihood} of="likely there" />,{' '}
        {probe.evidence === 'predicted' ? 'predicted from the source' : `known from the ${probe.evidence}`}.
        {one.entries.length > 0 && ` It is the body of ${one.entries.join(', ')}.`}
      </p>
      {one.sites.length > 0 && (
        <table class="wide">
          <thead>
            <tr>
              <th scope="col">Errno</th>
              <th scope="col">Line</th>
              <th scope="col">Condition</th>
            </tr>
          </thead>
          <tbody>
            {one.sites.map(({ errno, line, guard, config }) => (
              <tr>
                <th scope="row">
                  {errno === 'any' ? 'any, from outside' : <Link to={{ page: 'errno', kernel, errno }}>{errno}</Link>}
                </th>
                <td>
                  <Source kernel={release} file={one.file} line={line} />
                </td>
                <td>
                  {guard !== null && <code>{guard}</code>}
                  {config !== null && <span class="note"> only with {config}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {one.tunables.length > 0 && (
        <>
          <h3>Depends on</h3>
          <Tunables kernel={kernel} tunables={one.tunables} />
        </>
      )}
      {(one.causes ?? []).map((cause) => (
        <Cause cause={cause} level="h3" />
      ))}
      <Neighbours title="Gives errnos to" {...{ release, kernel }} all={one.callers} total={one.callers_total} />
      <Neighbours
        title="Has errnos from"
        {...{ release, kernel }}
        from={one.file}
        all={one.callees}
        total={one.callees_total}
      />
    </section>
  );
}

function sentenceOf(words: readonly string[]): string {
  const text = words.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Neighbours that are shown at once. */
const FIRST = 24;

interface NeighboursProps extends Pick<DefinitionProps, 'release' | 'kernel'> {
  readonly title: string;
  /** The file of the calls, where they are not those of the neighbours. */
  readonly from?: string;
  readonly all: readonly ShownNeighbour[];
  readonly total: number;
}

function Neighbours({ title, release, kernel, from, all, total }: NeighboursProps) {
  if (total === 0) return null;
  const item = ({ function: name, file, line, via, table }: ShownNeighbour) => (
    <li>
      <FunctionLink kernel={kernel} name={name} />{' '}
      {from === undefined ? (
        <Source kernel={release} file={file} line={line} />
      ) : (
        <>
          <Source kernel={release} file={file} />
          {line !== null && (
            <>
              {' '}
              <a href={sourceLink(release, from, line)}>from line {line}</a>
            </>
          )}
        </>
      )}
      {via !== 'call' && <span class="note">{` ${table === undefined ? `by ${via}` : `through ${table}`}`}</span>}
    </li>
  );
  return (
    <>
      <h3>
        {title} <span class="note">{total}</span>
      </h3>
      <ul class="neighbours">{all.slice(0, FIRST).map(item)}</ul>
      {all.length > FIRST && (
        <details>
          <summary>{all.length - FIRST} more</summary>
          <ul class="neighbours">{all.slice(FIRST).map(item)}</ul>
        </details>
      )}
      {total > all.length && <p class="more">{total - all.length} more are not listed.</p>}
    </>
  );
}
