/** What the HTTP surface is made of: the opened packs, and the types its routes share. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Pack } from '../domain/pack.js';

export interface AppDeps {
  readonly packs: readonly Pack[];
  /** The version of this program. */
  readonly version: string;
  /** Whether answers are compressed here; Workers does it at the edge. */
  readonly compress: boolean;
  /** Told of every error that no client caused. */
  readonly onError?: (error: Error) => void;
}

/** What a request carries through the middleware. */
export interface AppEnv {
  Variables: {
    /** Names the packs and the program: equal values give equal answers. */
    dataset: string;
  };
}

export type App = OpenAPIHono<AppEnv>;
