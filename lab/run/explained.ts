/** The origin that a tool's output has when it is explained. */
import { z } from 'zod';
import type { Service } from './service.js';

/** What the lab reads of an explanation. */
const Explained = z.object({
  origin: z.object({ function: z.string(), probe: z.object({ symbol: z.string().nullable() }).optional() }).nullable(),
});

/** Its function; null where it names none. Throws where the service does not answer. */
export async function explainedOrigin(
  service: Service,
  question: { readonly kernel: string; readonly output: string },
): Promise<string | null> {
  const { status, text } = await service.ask('/v1/explain', question);
  if (status !== 200) throw new Error(`explain answers ${status}: ${text.slice(0, 300)}`);
  return Explained.parse(JSON.parse(text)).origin?.function ?? null;
}
