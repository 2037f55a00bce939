#ifdef CONFIG_WIDE
int width(struct box *b, long size)
{
#else
int width(struct box *b, int size)
{
#endif
	if (size > 4)
		return -E2BIG; /* site: E2BIG return */
#ifdef CONFIG_WIDE
	if (b->wide) {
#else
	if (b->narrow) {
#endif
		return -ERANGE; /* site: ERANGE return */
	}
	return 0;
}
