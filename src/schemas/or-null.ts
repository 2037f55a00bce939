/** A schema or null, so that the OpenAPI document says so: of `.nullable()` on a named schema it makes one that null does not fit. */
import { z } from '@hono/zod-openapi';

export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.null()]);
}
