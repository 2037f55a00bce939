/** The path from a syscall's entry to an origin, drawn; the same as a list beside it. */
import type { PathFrame } from '../../schemas/origin.js';
import { type PathRow, pathRows } from '../path-rows.js';
import { FunctionLink } from './link.js';
import { Source } from './source.js';

/**
 * Widths in pixels: the drawing is as wide as the smallest screens, and never scaled, so that its letters stay as they are.
 * The rail is where x is 0, which need not be written then.
 */
const WIDTH = 328;
const RAIL = 11;
const TEXT = 17;
/** Characters of the two sizes of letters that fit, monospaced: 7.3 and 6.1 pixels each. */
const NAME_FITS = 41;
const NOTE_FITS = 48;

interface PathGraphProps {
  readonly id: string;
  /** The release that the lines are of. */
  readonly release: string;
  readonly kernel: string;
  readonly path: readonly PathFrame[];
  readonly errno: string;
}

interface Drawn extends PathRow {
  /** Of its first line of text. */
  readonly y: number;
}

export function PathGraph({ id, release, kernel, path, errno }: PathGraphProps) {
  const rows = pathRows(path, errno);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return null;
  let height = 0;
  const drawn = rows.map((row): Drawn => {
    const y = height + (row.hop === '' ? 16 : 31);
    height = y + 14 + (row.note === '' ? 8 : 21);
    return { ...row, y };
  });
  const hops = rows.filter(({ plain }) => !plain).length;
  const unseen = rows.filter(({ probe }) => probe !== 'seen').length;
  const label = `${rows.length} functions from ${first.name} down to ${last.name}; ${hops} reached through tables, callbacks or macros, ${unseen} that a probe may not see`;
  return (
    <div class="path">
      <svg
        class="graph"
        width={WIDTH}
        height={height}
        viewBox={`-${RAIL} 0 ${WIDTH} ${height}`}
        role="img"
        aria-labelledby={id}
      >
        <title id={id}>{label}</title>
        {drawn.map((row, i) => (
          <Row row={row} before={drawn[i - 1]} />
        ))}
      </svg>
      <details class="tree">
        <summary>The path as text</summary>
        <ol>
          {rows.map((row, i) => (
            <li>
              <FunctionLink kernel={kernel} name={row.name} />{' '}
              <Source kernel={release} file={path[i]?.file ?? ''} line={path[i]?.line} />
              {[row.hop, row.note].filter(Boolean).map((text) => (
                <span class="note">{`, ${text}`}</span>
              ))}
            </li>
          ))}
        </ol>
      </details>
    </div>
  );
}

function Row({ row, before }: { readonly row: Drawn; readonly before: Drawn | undefined }) {
  const { y, role, probe, hop, plain } = row;
  return (
    <>
      {before && <path class={plain ? undefined : 'hop'} d={`M0 ${before.y + 2}V${y - 10}`} />}
      {hop !== '' && <Words class="via" y={y - 15} text={hop} most={NOTE_FITS} />}
      <circle class={markOf(role, probe)} cy={y - 4} r={role === 'way' ? 5 : 6} />
      <Words class={role === 'way' ? 'name' : `name ${role}`} y={y} text={row.name} most={NAME_FITS} />
      <Words y={y + 14} text={row.place} most={NOTE_FITS} />
      {row.note !== '' && <Words y={y + 27} text={row.note} most={NOTE_FITS} />}
    </>
  );
}

/** The class of a mark; undefined for what is usual. */
function markOf(role: PathRow['role'], probe: PathRow['probe']): string | undefined {
  return [role === 'way' ? '' : role, probe === 'seen' ? '' : probe].filter(Boolean).join(' ') || undefined;
}

/** One line of text, cut where it does not fit; the whole is shown when it is pointed at. */
function Words({
  class: name,
  y,
  text,
  most,
}: {
  readonly class?: string;
  readonly y: number;
  readonly text: string;
  readonly most: number;
}) {
  if (text.length <= most)
    return (
      <text class={name} x={TEXT} y={y}>
        {text}
      </text>
    );
  return (
    <text class={name} x={TEXT} y={y}>
      {`${text.slice(0, most - 1)}…`}
      <title>{text}</title>
    </text>
  );
}

/** What the marks of the drawings mean: the style draws them. */
export function PathLegend() {
  const marks = [
    ['entry', 'entry'],
    ['way', 'its result can be probed'],
    ['unsure', 'a probe is unlikely'],
    ['above', 'no probe of its own'],
    ['origin', 'origin'],
    ['hop', 'through a table, callback or macro'],
  ] as const;
  return (
    <p class="legend">
      {marks.map(([name, words]) => (
        <span class={name}>{words}</span>
      ))}
    </p>
  );
}
