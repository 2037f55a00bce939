/** Whether a program can be started. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/** True for a file that this process may execute. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
