/** A place in the source, linked to that line of the release. */
import { sourceLink } from '../source-link.js';

interface SourceProps {
  readonly kernel: string;
  readonly file: string;
  readonly line?: number | null | undefined;
}

export function Source({ kernel, file, line }: SourceProps) {
  return (
    <a href={sourceLink(kernel, file, line)}>
      {file}
      {line ? `:${line}` : ''}
    </a>
  );
}
