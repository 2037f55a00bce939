/** Commands of which a call has only one, wherever they are handled. */

import { expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

test('are all those of ioctls, and no other constants', () => {
  const handler = (name: string, command: string) => `
int ${name}(int cmd)
{
	switch (cmd) {
	case ${command}:
		return -EIO;
	}
	return 0;
}
`;
  const { kernel } = linkTexts({
    'include/uapi/linux/box.h': `
#define BOX_PUT _IO('b', 1)
#define BOX_TAKE _IOW('b', 2, int)
#define BOX_SIZE 3
`,
    'fs/put.c': handler('put_box', 'BOX_PUT'),
    'fs/size.c': handler('size_box', 'BOX_SIZE'),
    'fs/take.c': handler('take_box', 'BOX_TAKE'),
  });
  const { names, choices } = kernel.graph.commands;
  expect(names).toEqual(['BOX_PUT', 'BOX_SIZE', 'BOX_TAKE']);
  expect(choices.map((choice) => choice.map((name) => names[name]))).toEqual([['BOX_PUT', 'BOX_TAKE']]);
});
