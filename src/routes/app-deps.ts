/** What the HTTP surface is made of: the opened packs, and the types its routes share. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ChatConfig } from '../chat/config.js';
import type { Arch } from '../domain/arch.js';
import type { CompiledKernel } from '../domain/compiled-kernel.js';
import type { KnownPack } from '../domain/pack.js';
import type { Metrics } from './metrics.js';
import type { RequestLog } from './request-log.js';

/** A build that can be asked for by its release; its symbols are read when they are needed. */
export interface KnownBuild {
  readonly release: string;
  readonly arch: Arch;
  /** The upstream point release that it was built from. */
  readonly kernel: string | null;
  /** Where it was read from: a package and its version. */
  readonly source: string;
  /** SHA-256 of what is known of it. */
  readonly digest: string;
  compiled(): Promise<CompiledKernel>;
}

export interface AppDeps {
  readonly packs: readonly KnownPack[];
  /** Compiled kernels whose symbols and options are known. */
  readonly builds?: readonly KnownBuild[];
  /** The version of this program. */
  readonly version: string;
  /** Whether answers are compressed here; Workers does it at the edge. */
  readonly compress: boolean;
  /** Chats whose secrets are known; the others are off. */
  readonly chat?: ChatConfig;
  /**
   * Whether a client may ask now: 0, or the seconds after which it may. Without it nobody is held back.
   * @param server - what the server hands over beside the request
   */
  readonly admit?: (request: Request, server: unknown) => number | Promise<number>;
  /** What requests are counted with; `/metrics` is there with it alone. */
  readonly metrics?: Metrics;
  /** Told of every request. */
  readonly log?: RequestLog;
  /** Bytes of answers that are kept in memory for whoever asks the same again; 16 MB unless told. */
  readonly answerBytes?: number;
  /** How long the answers that can take seconds may take, in ms; 10 s unless told. */
  readonly timeLimit?: number;
  /** Told of every error that no client caused, and in which request. */
  readonly onError?: (error: Error, request?: string) => void;
}

/** What a request carries through the middleware. */
export interface AppEnv {
  Variables: {
    /** Names the packs and the program: equal values give equal answers. */
    dataset: string;
    /** The request's id. */
    requestId: string;
  };
}

export type App = OpenAPIHono<AppEnv>;
