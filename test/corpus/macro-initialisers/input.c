#define HOOK_INIT(NAME, HOOK) { .hook = { .NAME = HOOK } } /* template: HOOK_INIT */
#define ROW(name) .name = box_##name, .size = sizeof(name) /* template: ROW */
#define LOUD(x) do { shout(x); } while (0)
#define TWICE(x) ((x) + (x))

static struct hook hooks[] = {
	HOOK_INIT(file_open, box_file_open), /* part: hooks HOOK_INIT - -1 */
	ERROR_ROW("denied", -EACCES), /* part: hooks ERROR_ROW - -1 */
	{ .head = &heads.file_open, .open = box_open }, /* entry: hooks [].head heads; entry: hooks [].open box_open */
};

static struct box_ops ops = {
	ROW(read), /* part: ops ROW - 0 */
	.attr = ATTR(size, 0644), /* part: ops ATTR attr -2 */
};

static struct attribute single = ATTR(single, 0444); /* part: single ATTR - -2 */
