/** A folder of its own for each test, removed after it. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Makes an empty folder. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  folders.push(folder);
  return folder;
}

/** Writes one file into a folder of its own. */
export function tempFile(name: string, bytes: string | Uint8Array): string {
  return writeTree(tempFolder(), { [name]: bytes }, name);
}

/** Writes files, making folders on the way; returns the folder, or `path` in it. */
export function writeTree(folder: string, files: Readonly<Record<string, string | Uint8Array>>, path = ''): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return join(folder, path);
}
