int remember(struct box *b)
{
	b->error = -ESHUTDOWN; /* site: ESHUTDOWN field */
	b->status = lower(b); /* flows: lower */
	WRITE_ONCE(b->err, -ECANCELED); /* site: ECANCELED field */
	return 0;
}
