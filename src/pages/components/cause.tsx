/** A known cause, with the commands that confirm it. */
import type { CauseRef } from '../../schemas/cause.js';
import { Copyable } from './copyable.js';
import { Link } from './link.js';

export function Cause({ cause, level: Heading }: { readonly cause: CauseRef; readonly level: 'h3' | 'h4' }) {
  return (
    <aside class="cause" aria-label={`Known cause: ${cause.title}`}>
      <Heading>
        Known cause: <Link to={{ page: 'causes', id: cause.id }}>{cause.title}</Link>
      </Heading>
      <p>{cause.summary}</p>
      <Checks checks={cause.checks} />
    </aside>
  );
}

export function Checks({ checks }: Pick<CauseRef, 'checks'>) {
  return (
    <>
      {checks.map(({ command, proves }) => (
        <div class="check">
          <Copyable command={command} />
          <p class="note">{proves}</p>
        </div>
      ))}
    </>
  );
}
