SYSCALL_DEFINE2(box_open, const char __user *, name, int, flags) /* function: sys_box_open */
{
	return -ENOSYS; /* site: ENOSYS return */
}

COMPAT_SYSCALL_DEFINE1(box_shut, int, fd) /* function: compat_sys_box_shut */
{
	return -EBADF; /* site: EBADF return */
}

static __always_inline __must_check int before(void) /* function: before */
{
	return -EINVAL; /* site: EINVAL return */
}

static int after(struct lock *l) __acquires(l) __attribute__((noinline)) /* function: after */
{
	return -EDEADLK; /* site: EDEADLK return */
}

struct box *
make_box(int (*fill)(struct box *, int), unsigned long size) /* function: make_box */
{
	return ERR_PTR(-ENOMEM); /* site: ENOMEM pointer */
}

int (*pick_reader(int kind))(struct box *) /* function: pick_reader */
{
	return read_box;
}

DEFINE_SHOW(box_stat) /* function: box_stat */
{
	return -EIO; /* site: EIO return */
}

EXPORT_SYMBOL(before)
int no_semicolon_before(void) /* function: no_semicolon_before */
{
	return -EPERM; /* site: EPERM return */
}
