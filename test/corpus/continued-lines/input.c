#define CHECK_BOX(b) do { \
	if (!(b)) \
		return -ENXIO; \
} while (0)

int \
open_box(struct box *b)
{
	return b->ready ? 0 \
		: -EAGAIN; /* site: EAGAIN conditional */
}
