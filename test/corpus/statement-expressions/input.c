int measure(struct box *b)
{
	int err = ({
		int inner = probe_box(b); /* flows: probe_box */
		inner;
	});

	if (err)
		return err;
	return ({ b->size; }) > 3 ? -EFBIG : 0; /* site: EFBIG conditional */
}
