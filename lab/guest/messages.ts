/** What host and guest tell each other, one JSON object a line: the other side of agent.py. */
import { z } from 'zod';

export const FromGuest = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ id: z.int(), out: z.base64() }),
  z.object({ id: z.int(), exit: z.int() }),
  z.object({ usage: z.record(z.string(), z.int().nullable()) }),
]);
export type FromGuest = z.infer<typeof FromGuest>;

export type ToGuest =
  | { readonly id: number; readonly run: string; readonly tty: boolean }
  | { readonly id: number; readonly input: string }
  | { readonly id: number; readonly signal: number }
  | { readonly usage: true }
  | { readonly write: string; readonly data: string; readonly mode: number };
