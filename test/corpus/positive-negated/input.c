int positive(struct box *b)
{
	int error = EPROTO; /* site: EPROTO init */

	return -error;
}

int negated(struct box *b)
{
	return -lower(b); /* flows: lower */
}
