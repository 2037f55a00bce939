int start(struct box *b)
{
	int err;
#ifdef CONFIG_FAST
	err = start_fast(b); /* flows: start_fast */
#else
	err = start_slow(b); /* flows: start_slow */
#endif
	if (err)
		return err;
#if 0
	return -EDOM;
#endif
	return -EBUSY; /* site: EBUSY return */
}
