int sentinel(struct box *b)
{
	int err = lower(b); /* flows: lower */

	if (err == -1)
		return -EIO; /* site: EIO return */
	if (err < 0)
		return err;
	return -1; /* site: -1 return */
}
