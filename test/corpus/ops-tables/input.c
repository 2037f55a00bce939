static const struct box_ops by_name = {
	.open = box_open, /* entry: by_name open box_open */
	.nested = {
		.read = box_read, /* entry: by_name nested.read box_read */
	},
	.nested.write = &box_write, /* entry: by_name nested.write box_write */
	.size = sizeof(struct box),
	.none = NULL,
};

static struct box_pair by_position = { box_first, box_second }; /* entry: by_position #0 box_first; entry: by_position #1 box_second */

static const struct command commands[] = {
	[CMD_OPEN] = { .doit = do_open }, /* entry: commands [].doit do_open */
	{ .doit = do_shut, .flags = 3 }, /* entry: commands [].doit do_shut */
};

static int (*const handlers[])(struct box *) = {
	handle_one, /* entry: handlers [] handle_one */
	[5] = handle_five, /* entry: handlers [] handle_five */
};

static const int codes[] = {
	[2] = -EIO, /* entry: codes [] -EIO */
	-ENODEV, /* entry: codes [] -ENODEV */
};
