/* What a function returns that is no errno, and because of what. */
struct room *pointer(struct box *b)
{
	if (!open_box(b))
		return NULL; /* gives: NULL !open_box */
	if (full(b) || worn(b) < 0)
		goto fail;
	return room_of(b); /* gives: = room_of; flows: room_of */
fail:
	return NULL; /* gives: NULL full -worn */
}

bool truth(struct box *b)
{
	if (b->locked)
		return false; /* gives: false */
	return !broken(b) && usable(b); /* gives: ? broken usable */
}

bool plain(struct box *b)
{
	return b->size > 4; /* gives: ? */
}

int number(struct box *b)
{
	int count = measure(b); /* flows: measure */

	if (IS_ERR(lid_of(b)))
		return -1; /* gives: -1 -lid_of; site: -1 return */
	if (count)
		return count; /* gives: = measure measure */
	return 0; /* gives: 0 !measure */
}
