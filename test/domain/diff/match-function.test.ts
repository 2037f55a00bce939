/** A function of one release is found in another: in its file, or in the one that it was moved to. */
import { describe, expect, test } from 'vitest';
import { matchFunction } from '../../../src/domain/diff/match-function.js';

const at = (file: string, id = 0) => ({ id, name: 'parse_options', file });

describe('matchFunction', () => {
  test('takes the one of the same file, whatever else has the name', () => {
    const there = [at('fs/a/super.c', 1), at('fs/b/super.c', 2)];
    expect(matchFunction(at('fs/b/super.c'), [], there)?.id).toBe(2);
  });

  test('follows a function to another file, and a file to another name', () => {
    expect(
      matchFunction(at('fs/overlayfs/super.c'), [at('fs/overlayfs/super.c')], [at('fs/overlayfs/params.c', 3)])?.id,
    ).toBe(3);
    expect(matchFunction(at('fs/cifs/file.c'), [at('fs/cifs/file.c')], [at('fs/smb/client/file.c', 4)])?.id).toBe(4);
  });

  test('passes over another function of that name, which both releases have', () => {
    const here = [at('fs/a/super.c'), at('fs/b/super.c')];
    expect(matchFunction(at('fs/a/super.c'), here, [at('fs/b/super.c')])).toBeUndefined();
  });

  test('takes the nearest of several, and none where two are as near', () => {
    const here = [at('fs/a/super.c')];
    expect(matchFunction(at('fs/a/super.c'), here, [at('net/x.c', 1), at('fs/a/options.c', 2)])?.id).toBe(2);
    expect(matchFunction(at('fs/a/super.c'), here, [at('fs/b/x.c', 1), at('fs/c/x.c', 2)])).toBeUndefined();
    expect(matchFunction(at('fs/a/super.c'), here, [])).toBeUndefined();
  });
});
