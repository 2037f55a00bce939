int declare(struct box *b)
{
	const struct box_ops *ops = b->ops;
	foo_t *one = find(b), two[4] = { 0 };
	int (*fn)(struct box *) = b->fn, err = third(b); /* flows: third */
	typeof(b->size) size = b->size;
	struct range r = { .start = 1, .end = size };
	static DEFINE_MUTEX(lock);

	if (one)
		return -EALREADY; /* site: EALREADY return */
	return err;
}
