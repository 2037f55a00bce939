/** The kernel trees that one command line asks for: a folder or archive, or commits of a git repository. */

import { type GitRevision, gitRevisions, revisionLabel } from './source/git-revisions.js';
import { gitSource } from './source/git-source.js';
import { openSource } from './source/open-source.js';
import type { Source } from './source/source.js';

/** A tree that is opened when its turn comes. */
export interface AskedSource {
  /** What a pack of it says it was made from, where that names the content: a commit does, a folder does not. */
  readonly label: string | null;
  open(): Promise<Source>;
}

export type Asked =
  /** A folder or an archive. */
  | { readonly path: string }
  /** A repository, and patterns of tags or revisions. */
  | { readonly git: string; readonly tags: readonly string[] };

/** @throws IndexError where a tag is not there */
export async function askedSources(asked: Asked): Promise<readonly AskedSource[]> {
  if ('path' in asked) return [{ label: null, open: () => openSource(asked.path) }];
  return (await gitRevisions(asked.git, asked.tags)).map(ofRevision);
}

function ofRevision(revision: GitRevision): AskedSource {
  return { label: revisionLabel(revision), open: async () => gitSource(revision) };
}
