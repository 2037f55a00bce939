#define BOX_FLAG(name, bit) static inline int box_##name(int b) { return b & bit ? -EBUSY : 0; } /* template: BOX_FLAG */
#define BOX_ATTR(name) struct attribute attr_##name = ATTR(name) /* template: BOX_ATTR */
#define BOX_FLAGS(name) BOX_FLAG(name, 1) /* template: BOX_FLAGS */

BOX_FLAG(full, 1) /* mark: BOX_FLAG full 1 */
BOX_FLAG(open, 2) /* mark: BOX_FLAG open 2 */
static __printf(1, 2) int box_print(const char *format, ...) /* function: box_print */
{
	return -EINVAL; /* site: EINVAL return */
}
EXPORT_SYMBOL(box_print); /* mark: EXPORT_SYMBOL box_print */

static BOX_ATTR(size); /* mark: BOX_ATTR size */
MODULE_TABLE(of, box_ids) /* mark: MODULE_TABLE of box_ids */
static const struct box_ops box_ops = { .open = box_open };

int box_prototype(struct box *box);
BOX_CALL_2(box_call, struct box *, box, int, size) /* function: box_call */
{
	return box->full ? -ENOSPC : size; /* site: ENOSPC conditional */
}
