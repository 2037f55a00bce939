int fetch_byte(void *p)
{
	int err;

	asm volatile("1: load %0, %1\n"
		     "2:\n"
		     : "=r" (err)
		     : "m" (*(char *)p), "i" (-EFAULT)
		     : "memory");
	if (err)
		return -EFAULT; /* site: EFAULT return */
	asm goto("jump %l0" : : : : bad);
	return 0;
bad:
	return -EILSEQ; /* site: EILSEQ return */
}
