/* return -EIO; in a comment is no code */
int read_one(struct box *b)
{
	const char *text = "return -ENOMEM; { (";
	char brace = '{', quote = '\'', slash = '\\';
	// return -EPERM; \
	   return -EACCES;
	if (!b)
		return -EINVAL; /* site: EINVAL return */
	return fetch(text, brace, quote, slash); /* flows: fetch */
}
