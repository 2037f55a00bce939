/** The path from a syscall's entry to an origin, drawn; the same as a list beside it. */
import type { PathFrame } from '../../schemas/origin.js';
import { type PathRow, pathRows } from '../path-rows.js';
import { FunctionLink } from './link.js';
import { Source } from './source.js';

/**
 * Widths in pixels: the drawing is as wide as the smallest screens, and never scaled, so that its letters stay as they are.
 * The rail is where x is 0, which need not be written then; the style moves the letters to its right.
 */
const WIDTH = 328;
const RAIL = 11;
/** Characters of the two sizes of letters that fit, monospaced: 7.8 and 6.6 pixels each. */
const NAME_FITS = 38;
const NOTE_FITS = 45;
/** From one line of small letters to the next. */
const LINE = 13;
/** Lines of a note; what is longer is cut. */
const NOTE_LINES = 2;

interface PathGraphProps {
  readonly id: string;
  /** The release that the lines are of. */
  readonly release: string;
  readonly kernel: string;
  readonly path: readonly PathFrame[];
  readonly errno: string;
  /** The line of the errno in the last function. */
  readonly line: number;
}

/** Where a row stands: the line of its name, with what is told above and below it. */
interface Drawn extends PathRow {
  readonly y: number;
  readonly above: readonly string[];
  readonly below: readonly string[];
}

export function PathGraph({ id, release, kernel, path, errno, line }: PathGraphProps) {
  const rows = pathRows(path, errno, line);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return null;
  let height = 0;
  const drawn = rows.map((row): Drawn => {
    const above = wrapped(row.hop);
    const below = wrapped(row.note);
    const y = height + 16 + above.length * LINE;
    height = y + 22 + below.length * LINE;
    return { ...row, y, above, below };
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
        <Marks drawn={drawn} />
        <g>
          {drawn.map(({ y, below, ...row }) => (
            <>
              <text y={y + 14}>{placeOf(row)}</text>
              {below.map((text, i) => (
                <text y={y + 14 + LINE * (i + 1)}>{text}</text>
              ))}
            </>
          ))}
        </g>
        {drawn.some(({ above }) => above.length > 0) && (
          <g class="via">
            {drawn.flatMap(({ y, above }) =>
              above.map((text, i) => <text y={y - 15 - LINE * (above.length - 1 - i)}>{text}</text>),
            )}
          </g>
        )}
        <g class="name">
          {drawn.map(({ y, role, name }) => (
            <text y={y} class={role === 'way' ? undefined : role}>
              {name.length <= NAME_FITS ? name : `${name.slice(0, NAME_FITS - 1)}…`}
            </text>
          ))}
        </g>
      </svg>
      <details class="tree">
        <summary>The path as text</summary>
        <ol>
          {rows.map((row) => (
            <li>
              <FunctionLink kernel={kernel} name={row.name} />{' '}
              <Source kernel={release} file={row.file} line={row.line} />
              {[row.hop, row.note].filter(Boolean).map((text) => `, ${text}`)}
            </li>
          ))}
        </ol>
      </details>
    </div>
  );
}

/** File and line; of a long one the end. */
function placeOf({ file, line }: Pick<PathRow, 'file' | 'line'>): string {
  const place = `${file}${line === null ? '' : `:${line}`}`;
  return place.length <= NOTE_FITS ? place : `…${place.slice(1 - NOTE_FITS)}`;
}

/** The rail and the marks. What there are many of is one line each: plain calls, and functions that a probe sees, as dots. */
function Marks({ drawn }: { readonly drawn: readonly Drawn[] }) {
  const rails = (plain: boolean): string =>
    drawn
      .flatMap((row, i) => (i > 0 && row.plain === plain ? `M0 ${(drawn[i - 1]?.y ?? 0) + 2}V${row.y - 10}` : []))
      .join('');
  const isDot = ({ role, probe }: Drawn): boolean => role === 'way' && probe === 'seen';
  const dots = drawn
    .filter(isDot)
    .map(({ y }) => `M0 ${y - 4}h0`)
    .join('');
  const [calls, hops] = [rails(true), rails(false)];
  return (
    <>
      {calls !== '' && <path d={calls} />}
      {hops !== '' && <path class="hop" d={hops} />}
      {dots !== '' && <path class="dots" d={dots} />}
      {drawn
        .filter((row) => !isDot(row))
        .map(({ role, probe, y }) => (
          <circle class={marksOf(role, probe).join(' ')} cy={y - 4} r={role === 'way' ? 5 : 6} />
        ))}
    </>
  );
}

/** The classes of a mark that is no dot. */
function marksOf(role: PathRow['role'], probe: PathRow['probe']): readonly string[] {
  return [...(role === 'way' ? [] : [role]), ...(probe === 'seen' ? [] : [probe])];
}

/** A note in lines that fit; the whole stands in the text below the drawing. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= NOTE_FITS) lines[lines.length - 1] = `${last} ${word}`;
    else if (word !== '') lines.push(word);
  }
  const cut = lines.length > NOTE_LINES;
  return lines.slice(0, NOTE_LINES).map((line, i) => {
    const more = cut && i === NOTE_LINES - 1 ? `${line} …` : line;
    return more.length <= NOTE_FITS ? more : `${more.slice(0, NOTE_FITS - 1)}…`;
  });
}

const MARKS = [
  ['entry', 'entry'],
  ['way', 'its result can be probed'],
  ['unsure', 'a probe is unlikely'],
  ['above', 'no probe of its own'],
  ['origin', 'origin'],
  ['hop', 'through a table, callback or macro'],
] as const;

interface PathLegendProps extends Pick<PathGraphProps, 'errno'> {
  readonly paths: readonly (readonly PathFrame[])[];
}

/** What the marks of these drawings mean: the style draws them. */
export function PathLegend({ paths, errno }: PathLegendProps) {
  const shown = new Set(
    paths.flatMap((path) =>
      pathRows(path, errno).flatMap(({ role, probe, plain }) => [
        ...marksOf(role, probe),
        ...(role === 'way' && probe === 'seen' ? ['way'] : []),
        ...(plain ? [] : ['hop']),
      ]),
    ),
  );
  return (
    <p class="legend">
      {MARKS.filter(([name]) => shown.has(name)).map(([name, words]) => (
        <span class={name}>{words}</span>
      ))}
    </p>
  );
}
