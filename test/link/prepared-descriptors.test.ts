/** Descriptors that a macro prepares: its errnos are those of the descriptor and of the file. */

import { expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

const FILE = `
#define FD_PREPARE(_fdf, _fd_flags, _file_owned) \\
	CLASS_INIT(fd_prepare, _fdf, __FD_PREPARE_INIT(_fd_flags, _file_owned))
#define __FD_ADD(_fdf, _fd_flags, _file_owned) \\
	({ \\
		FD_PREPARE(_fdf, _fd_flags, _file_owned); \\
		s32 ret = _fdf.err; \\
		if (likely(!ret)) \\
			ret = fd_publish(_fdf); \\
		ret; \\
	})
#define FD_ADD(_fd_flags, _file_owned) __FD_ADD(__UNIQUE_ID(fd_prepare), _fd_flags, _file_owned)
int get_unused_fd_flags(unsigned int flags) { return flags ? -EBUSY : 3; }
static struct file *open_box(int a) { return a ? ERR_PTR(-EIO) : box; }
int add(int a) { return FD_ADD(a, open_box(a)); }
int prepare(int a)
{
	FD_PREPARE(fdf, a, open_box(a));
	if (fdf.err)
		return fdf.err;
	return fd_publish(fdf);
}
`;

test("they come out of the macros, whether or not the variable is the caller's", () => {
  const { edges } = linkTexts({ 'fs/box.c': FILE });
  const from = (name: string): string[] => edges.filter((edge) => edge.startsWith(`${name} -> `)).sort();
  expect(from('prepare')).toEqual(['prepare -> get_unused_fd_flags call', 'prepare -> open_box call']);
  expect(from('add')).toEqual(['add -> get_unused_fd_flags macro', 'add -> open_box call']);
});
