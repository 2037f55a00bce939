/** What cannot be shown, and what may have been meant. */
import type { Problem } from '../schemas/problem.js';
import { Prose } from './components/prose.js';
import { SearchBox } from './components/search-box.js';
import type { PageFrame } from './layout.js';
import { usePlace } from './place.js';

export function problemFrame({ title, detail }: Problem): PageFrame {
  return { title, description: detail, target: { page: 'home' }, passing: true };
}

/** @param near - addresses of the pages of the nearest names, by name */
export function ProblemPage({ problem: { title, detail, suggestions = [] }, near }: ProblemProps) {
  const { href } = usePlace();
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">
        <Prose text={detail} />
      </p>
      {suggestions.length > 0 && (
        <>
          <p>Perhaps one of these is meant:</p>
          <ul class="choices">
            {suggestions.map((name) => (
              <li>
                <a href={near(name) ?? href({ page: 'home', q: name })}>{name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      <SearchBox large />
    </>
  );
}

interface ProblemProps {
  readonly problem: Problem;
  readonly near: (name: string) => string | undefined;
}
