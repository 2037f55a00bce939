long narrow(unsigned long n)
{
	long value = (u8)(n) + (int)-1;

	if ((size_t)n > 4)
		return (long)-EOVERFLOW; /* site: EOVERFLOW return */
	if (n == (unsigned long)value)
		return (long)ERR_PTR(-EIDRM); /* site: EIDRM pointer */
	return (ssize_t)lower((struct box *)n); /* flows: lower */
}
