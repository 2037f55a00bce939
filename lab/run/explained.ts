/** The functions that an output names when it is explained. */
import { ExplainAnswer } from '../../src/schemas/explain.js';
import type { Service } from './service.js';

export interface Question {
  readonly kernel: string;
  readonly output: string;
  /** Told only with outputs that cannot tell: a call graph shows no results. */
  readonly syscall?: string;
  readonly errno?: string;
}

/** The origin, and the deepest function that was seen; none where the explanation names none. Throws where it is refused. */
export async function explainedNames(service: Service, question: Question): Promise<readonly string[]> {
  const { status, text } = await service.ask('/v1/explain', question);
  if (status !== 200) throw new Error(`explain answers ${status}: ${text.slice(0, 300)}`);
  const { origin, deepest } = ExplainAnswer.parse(JSON.parse(text));
  return [origin?.function, deepest].filter((name) => typeof name === 'string');
}
