/** How many columns a text takes. */
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/node/terminal.js';

test('what is counted without a look at each character is as wide as that says', () => {
  for (let code = 0x20; code < 0xffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCharCode(code);
    expect(columnsOf(`a${letter}b`), `U+${code.toString(16)}`).toBe(stringWidth(`a${letter}b`));
  }
});
