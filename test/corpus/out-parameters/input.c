int report(struct box *b, int *error)
{
	*error = -ENOTTY; /* site: ENOTTY out */
	return 0;
}

void *take(struct box *b, int *errp)
{
	int err = 0;

	fill_slot(b, &err); /* flows: fill_slot slot 1 */
	if (err)
		return ERR_PTR(err);
	return b;
}
