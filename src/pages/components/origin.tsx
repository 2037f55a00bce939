/** One origin: the condition, the path drawn, what it depends on, what is known to cause it. */
import type { Origin as OriginData, OriginSite } from '../../schemas/origin.js';
import { counted } from '../figure.js';
import { Cause } from './cause.js';
import { Condition } from './condition.js';
import { FunctionLink } from './link.js';
import { PathGraph } from './path-graph.js';
import { Percent } from './percent.js';
import { Source } from './source.js';
import { Tunables } from './tunables.js';

/** Of a site. */
export const SHOWN_VALUES = 4;
export const SHOWN_REASONS = 5;
export const SHOWN_GUARDS = 4;

interface OriginProps {
  /** The release that answered. */
  readonly release: string;
  /** The kernel as links name it. */
  readonly kernel: string;
  readonly errno: string;
  readonly origin: OriginData;
  /** Whether only what is outside of the kernel can give the errno: its share of that says nothing. */
  readonly alone?: true;
}

export function Origin({ release, kernel, errno, origin, alone }: OriginProps) {
  const { rank, score, file, line, sites, path, probe, causes = [], alternatives, source_meaning } = origin;
  const name = origin.function;
  const tunables = [...new Map(sites.flatMap((site) => site.tunables).map((one) => [one.name, one])).values()];
  const written = origin.errno ?? errno;
  return (
    <section class="origin" id={`origin-${rank}`} aria-labelledby={`origin-${rank}-title`}>
      <h3 id={`origin-${rank}-title`}>
        <span class="rank">{rank}</span> <FunctionLink kernel={kernel} name={name} />{' '}
        <Source kernel={release} file={file} line={sites[0]?.line ?? line} />
        {!alone && <Percent share={score} of="likely" />}
      </h3>
      <div class="origin-body">
        <PathGraph id={`path-${rank}`} {...{ release, kernel, path, errno, line: sites[0]?.line ?? line }} />
        <div class="facts">
          {written !== errno && (
            <p>
              It returns <code>{written}</code>, which becomes <code>{errno}</code> on the way up.
            </p>
          )}
          {source_meaning !== undefined && <p>{source_meaning}</p>}
          {sites.slice(0, 4).map((site) => (
            <Site release={release} kernel={kernel} file={file} site={site} />
          ))}
          {sites.length > 4 && <p class="note">{counted(sites.length - 4, 'more place')} in this function.</p>}
          {tunables.length > 0 && (
            <>
              <h4>Depends on</h4>
              <Tunables kernel={kernel} tunables={tunables} />
            </>
          )}
          <h4>To see it</h4>
          <p>
            Attach to <code>{probe.symbol}</code>: <Percent share={probe.likelihood} of="likely to show it" />,{' '}
            {probe.evidence === 'predicted' ? 'predicted from the source' : `known from the ${probe.evidence}`}
            {probe.note ? `; ${probe.note.replace(/\.$/, '')}` : ''}.
          </p>
          {alternatives.length > 0 && (
            <details>
              <summary>
                {alternatives.length} other {alternatives.length === 1 ? 'way' : 'ways'} there
              </summary>
              <ul class="ways">
                {alternatives.map((way) => (
                  <li>{way.map((frame) => frame.function).join(' → ')}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
      </div>
      {causes.map((cause) => (
        <Cause cause={cause} level="h4" />
      ))}
    </section>
  );
}

interface SiteProps extends Pick<OriginProps, 'release' | 'kernel'> {
  readonly file: string;
  readonly site: OriginSite;
}

function Site({ release, kernel, file, site }: SiteProps) {
  const around = (site.guards ?? []).filter(({ text }) => text !== site.guard).slice(0, SHOWN_GUARDS);
  const { config, values = [], reasons = [] } = site;
  return (
    <div class="site">
      <p class="guard">
        <Source kernel={release} file={file} line={site.line} />{' '}
        {site.guard === null ? (
          <span class="note">under no condition that is known</span>
        ) : (
          <Condition text={site.guard} />
        )}
      </p>
      {(around.length > 0 || values.length > 0 || config !== null) && (
        <ul class="around">
          {values.slice(0, SHOWN_VALUES).map(({ name, value }) => (
            <li>
              <code>
                {name} = {value}
              </code>
            </li>
          ))}
          {around.map(({ text, line }) => (
            <li>
              where <code>{text}</code> <span class="note">line {line}</span>
            </li>
          ))}
          {config !== null && (
            <li>
              only with <code>{config}</code>
            </li>
          )}
        </ul>
      )}
      {reasons.length > 0 && (
        <ul class="reasons">
          {reasons.slice(0, SHOWN_REASONS).map((reason) => (
            <li>
              because <FunctionLink kernel={kernel} name={reason.function} /> gave {reason.gave ?? 'a failure'}{' '}
              <Source kernel={release} file={reason.file} line={reason.line} />
              {reason.guard !== null && (
                <>
                  {' '}
                  <Condition text={reason.guard} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
