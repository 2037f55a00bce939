int build(struct box *b)
{
	int err;

	err = -ENOMEM; /* site: ENOMEM assign */
	b->a = alloc_a();
	if (!b->a)
		goto out;
	err = add_b(b); /* flows: add_b */
	if (err)
		goto free_a;
	err = -EEXIST; /* site: EEXIST assign */
	if (find_b(b))
		goto free_b;
	return 0;
free_b:
	drop_b(b);
free_a:
	drop_a(b);
out:
	return err;
}
