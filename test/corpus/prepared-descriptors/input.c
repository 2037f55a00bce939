static int open_box(struct box *box, int flags)
{
	FD_PREPARE(fdf, flags, get_box_file(box, flags)); /* flows: get_unused_fd_flags */ /* flows: get_box_file */

	if (fdf.err)
		return fdf.err;
	take_box(box);
	return fd_publish(fdf); /* flows: fd_publish */
}

#define ADD_BOX(_fdf, _flags, _file) \
	({ \
		FD_PREPARE(_fdf, _flags, _file); \
		s32 ret = _fdf.err; \
		if (likely(!ret)) \
			ret = fd_publish(_fdf); \
		ret; \
	})
