/** Which commits of a repository are asked for: tags by pattern, or any revision by its name. */

import { basename, resolve } from 'node:path';
import { nearest } from '../../src/domain/nearest.js';
import { IndexError } from '../index-error.js';
import { git } from './git.js';

/** A commit, and the name that it was asked for by. */
export interface GitRevision {
  readonly repository: string;
  /** A tag, or what else was given. */
  readonly name: string;
  /** Hash of the commit. */
  readonly commit: string;
}

/** What a pack of it says it was made from: the repository without the folders above it, the name, and the commit. */
export function revisionLabel({ repository, name, commit }: GitRevision): string {
  const folder = basename(resolve(repository)).replace(/^\.git$/, 'repository');
  return `${folder} ${name} ${commit.slice(0, 12)}`;
}

/**
 * The commits that patterns of tags (`v6.1*`) or names of revisions stand for, each once: releases in their order.
 *
 * @throws IndexError where one stands for none, with the tags that look like it
 */
export async function gitRevisions(repository: string, patterns: readonly string[]): Promise<readonly GitRevision[]> {
  const found = new Map<string, GitRevision>();
  for (const pattern of patterns) {
    for (const name of await namesOf(repository, pattern)) {
      const commit = await commitOf(repository, name);
      if (commit === undefined) throw await unknownRevision(repository, pattern);
      if (!found.has(commit)) found.set(commit, { repository, name, commit });
    }
  }
  return [...found.values()];
}

async function namesOf(repository: string, pattern: string): Promise<readonly string[]> {
  // A pattern that begins with a dash would be an option; no tag does (git-check-ref-format(1)).
  if (pattern === '' || pattern.startsWith('-')) throw await unknownRevision(repository, pattern);
  // `v6.1-rc1` stands before `v6.1`, not behind it.
  const order = ['-c', 'versionsort.suffix=-rc', 'tag', '--list', '--sort=version:refname'];
  const tags = lines(await git(repository, [...order, pattern]));
  return tags.length > 0 ? tags : [pattern];
}

/** Undefined where the name is no commit's. */
async function commitOf(repository: string, name: string): Promise<string | undefined> {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  return lines(await git(repository, asked).catch(() => ''))[0];
}

async function unknownRevision(repository: string, pattern: string): Promise<IndexError> {
  const near = nearest(pattern, lines(await git(repository, ['tag', '--list'])));
  const remedy = near.length > 0 ? `perhaps ${near.join(', ')}` : 'git tag --list shows what there is';
  return new IndexError(`${repository} has no tag or revision ${pattern}`, remedy);
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
