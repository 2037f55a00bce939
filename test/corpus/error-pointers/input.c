struct box *get_box(int id)
{
	struct box *b;

	if (id < 0)
		return ERR_PTR(-EINVAL); /* site: EINVAL pointer */
	b = find_box(id); /* flows: find_box */
	if (IS_ERR(b))
		return ERR_CAST(b);
	if (!b)
		b = ERR_PTR(-ENOENT); /* site: ENOENT pointer */
	return b;
}

int use_box(int id)
{
	struct box *b = get_box(id); /* flows: get_box */

	if (IS_ERR(b))
		return PTR_ERR(b);
	return 0;
}

int probe_box(int id)
{
	return PTR_ERR_OR_ZERO(get_box(id)); /* flows: get_box */
}
