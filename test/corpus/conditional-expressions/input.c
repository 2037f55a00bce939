int choose(struct box *b, int err)
{
	return b->full ? -ENOSPC : -EAGAIN; /* site: ENOSPC conditional; site: EAGAIN conditional */
}

int either(struct box *b)
{
	return first(b) ?: second(b); /* flows: first; flows: second */
}

int fallback(struct box *b)
{
	return first(b) ? : -ENODATA; /* flows: first; site: ENODATA conditional */
}
