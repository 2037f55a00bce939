/** What an output says: the failure, the path with what was seen of it, how sure it is, and what to run next. */
import type { ExplainAnswer, ExplainFrame } from '../../schemas/explain.js';
import { FunctionLink, Link } from './link.js';
import { Origin } from './origin.js';
import { PathLegend } from './path-graph.js';
import { Percent } from './percent.js';
import { Plan } from './plan.js';
import { Source } from './source.js';
import { Warnings } from './warnings.js';

const SURE = {
  certain: 'This is certain',
  likely: 'This is likely',
  possible: 'This is possible',
  none: 'Nothing is sure',
} as const;

export function Explanation({ answer }: { readonly answer: ExplainAnswer }) {
  const { kernel, arch, syscall, errno, summary, frames, origin, likely, confidence, problems, next, warnings } =
    answer;
  return (
    <div class="explanation">
      <h2>What it says</h2>
      <p class="lead">{summary}</p>
      <p class="note">
        Read as {answer.recognised}, for Linux {kernel.id} on {arch}.{' '}
        {syscall !== null && errno !== null && (
          <Link to={{ page: 'answer', kernel: kernel.id, syscall, errno: errno.name, arch }}>
            All origins of {syscall} {errno.name}
          </Link>
        )}
      </p>
      <Warnings texts={warnings} />
      <p>
        <b>{SURE[confidence.level]}</b>
        {confidence.reasons.length > 0 && `: ${confidence.reasons.map(withoutEnd).join('; ')}`}.
      </p>
      {frames.some(({ seen }) => seen !== null) && (
        <Frames kernel={kernel.id} frames={frames} end={origin?.sites[0]?.line ?? null} />
      )}
      {origin !== null && (
        <>
          <h3>The origin</h3>
          <PathLegend paths={[origin.path]} errno={errno?.name ?? ''} />
          <Origin release={kernel.id} kernel={kernel.id} errno={errno?.name ?? ''} origin={{ ...origin, rank: 1 }} />
        </>
      )}
      {likely.length > 0 && (
        <>
          <h3>Else it can be</h3>
          <ul>
            {likely.map((one) => (
              <li>
                <FunctionLink kernel={kernel.id} name={one.function} />{' '}
                <Source kernel={kernel.id} file={one.file} line={one.line} /> <Percent share={one.score} of="likely" />
              </li>
            ))}
          </ul>
        </>
      )}
      {problems.length > 0 && (
        <>
          <h3>What the tools could not do</h3>
          <Warnings texts={problems.map(({ advice }) => advice)} />
        </>
      )}
      {next.length > 0 && (
        <>
          <h2 id="next">What to run next</h2>
          <Plan steps={next} />
        </>
      )}
    </div>
  );
}

/** Reasons are told as parts of a sentence. */
function withoutEnd(reason: string): string {
  return reason.replace(/\.$/, '');
}

const SEEN = { returned: 'returned', stack: 'was on the stack', entered: 'was entered' } as const;

interface FramesProps {
  readonly kernel: string;
  readonly frames: readonly ExplainFrame[];
  /** The line of the errno in the last one. */
  readonly end: number | null;
}

/** The chain from the entry down, with how the output shows each function. */
function Frames({ kernel, frames, end }: FramesProps) {
  const lineOf = (i: number): number | null => {
    const next = frames[i + 1];
    if (next === undefined) return end;
    // Frames tell the line at which each was called; two of one call are a callback and what it goes through.
    return next.line === frames[i]?.line ? null : next.line;
  };
  return (
    <table class="wide frames">
      <caption>From the entry down</caption>
      <thead>
        <tr>
          <th scope="col">Function</th>
          <th scope="col">Source</th>
          <th scope="col">In the output</th>
        </tr>
      </thead>
      <tbody>
        {frames.map((frame, i) => (
          <tr class={frame.seen === null ? 'filled' : 'shown'}>
            <th scope="row">
              <FunctionLink kernel={kernel} name={frame.function} />
            </th>
            <td>{frame.file !== null && <Source kernel={kernel} file={frame.file} line={lineOf(i)} />}</td>
            <td>
              {frame.seen === null ? (
                <span class="note">not in it</span>
              ) : (
                `${SEEN[frame.seen]}${frame.seen === 'returned' && frame.value !== null ? ` ${frame.value}` : ''}`
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
