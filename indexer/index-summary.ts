/** What an index run is asked for and what it reports: its progress while it works, its summary at the end. */

import type { FactsCache } from './cache/facts-cache.js';
import type { Source } from './source/source.js';

/** One report of a run under way; `doneBytes` and `doneFiles` count within the phase. */
export interface Progress {
  readonly phase: 'read' | 'parse' | 'link' | 'write' | 'compress';
  readonly doneBytes: number;
  /** Null when the total is not known before the end. */
  readonly totalBytes: number | null;
  readonly doneFiles: number;
}

/** The result of a finished run. */
export interface IndexSummary {
  /** Release of the tree, such as `6.1.192`. */
  readonly kernel: string;
  readonly packPath: string;
  readonly packBytes: number;
  readonly counts: {
    readonly files: number;
    readonly bytes: number;
    readonly functions: number;
    readonly sites: number;
    readonly edges: number;
    readonly opsTables: number;
    readonly syscalls: number;
  };
  /** Whether the pack stands as an earlier run wrote it: the tree and the indexer are the same. */
  readonly kept: boolean;
  /** Files whose facts were known from earlier runs. */
  readonly cached: number;
  /** Reason → number of things passed over for it. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Phase → seconds of wall time. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Stage of reading and parsing → seconds that all threads together were at it. */
  readonly stages: Readonly<Record<string, number>>;
  /** Peak resident memory of the run. */
  readonly peakBytes: number;
}

/** What an index run is asked for. */
export interface IndexOptions {
  /** Folder the pack is written to; exists. */
  readonly outDir: string;
  /** Worker threads, at least 1. */
  readonly jobs: number;
  readonly onProgress: (progress: Progress) => void;
  /** Facts that are known already; none where everything is to be read anew. */
  readonly cache?: FactsCache | undefined;
  /** Aborted on Ctrl-C: the run ends its workers, removes its temporary files and rejects. */
  readonly signal: AbortSignal;
}

/** Reads a source and writes its pack. */
export type IndexTree = (source: Source, options: IndexOptions) => Promise<IndexSummary>;
