int renew(struct box *b)
{
	int err = -ENOENT;

	err = first(b);
	err = second(b); /* flows: second */
	return err;
}

int dropped(struct box *b)
{
	lookup(b);
	return -ESRCH; /* site: ESRCH return */
}
