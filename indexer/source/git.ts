/** Runs git on a repository that is only read: no hooks, no prompts, no pager, no configuration but the user's own. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { IndexError, systemCode } from '../index-error.js';

/** What git is told beside its arguments; messages are read in English. */
export const gitEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // A partial clone must not start to fetch a hundred thousand files one by one.
  GIT_NO_LAZY_FETCH: '1',
};

/** The list of a kernel tree's files has 8 MB. */
const maxOutput = 512 * 1024 * 1024;

/**
 * What a git command prints.
 *
 * @param repository bare or with a work tree
 * @throws IndexError with what git complained of
 */
export async function git(repository: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  try {
    const options = { env: gitEnvironment, maxBuffer: maxOutput, encoding: 'utf8', ...(signal && { signal }) } as const;
    return (await promisify(execFile)('git', ['-C', repository, ...args], options)).stdout;
  } catch (error) {
    signal?.throwIfAborted();
    throw gitError(repository, error);
  }
}

function gitError(repository: string, error: unknown): IndexError {
  if (systemCode(error) === 'ENOENT')
    return new IndexError('git is not installed', 'install it, or give a folder or an archive', { cause: error });
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const [line = ''] = said.split('\n');
  const detail = line === '' ? '' : `: ${line.replace(/^fatal: /, '').slice(0, 300)}`;
  return new IndexError(`git cannot read ${repository}${detail}`, 'give a git repository of Linux', { cause: error });
}
