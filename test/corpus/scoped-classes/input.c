static int open_box(struct path *path, int flags)
{
	CLASS(box, box)(path, flags); /* flows: class_box_constructor */

	if (IS_ERR(box))
		return PTR_ERR(box);
	return use_box(box); /* flows: use_box */
}

static int fill_box(struct box *box)
{
	int ret;

	ACQUIRE(mutex_intr, lock)(&box->lock); /* flows: class_mutex_intr_constructor */
	ret = ACQUIRE_ERR(mutex_intr, &lock);
	if (ret)
		return ret;
	if (box->full)
		return -ENOSPC; /* site: ENOSPC return */
	return 0;
}

static int empty_box(struct box *box)
{
	scoped_cond_guard(mutex_intr, return -EINTR, &box->lock) { /* site: EINTR return */
		if (box->empty)
			return -ENODATA; /* site: ENODATA return */
	}
	return 0;
}

static int try_box(struct box *box)
{
	int ret = 0;

	scoped_cond_guard(mutex_try, ret = -EBUSY, &box->lock) /* site: EBUSY assign */
		ret = shake_box(box); /* flows: shake_box */
	return ret;
}

static int try_often(struct box *box)
{
	scoped_guard(mutex, &box->lock)
		return shake_box(box); /* flows: shake_box */
	return -EAGAIN; /* site: EAGAIN return */
}
