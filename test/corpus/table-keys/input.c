static const struct order orders[] = {
	[BOX_READ] = { .issue = box_read }, /* said: orders [].issue []=BOX_READ */
	[_NR(BOX_WRITE)] = {
		.check = box_check, /* said: orders [].check []=BOX_WRITE */
		.flags = BOX_LOUD,
	},
	{
		.cmd = BOX_SHUT,
		.doit = box_shut, /* said: orders [].doit cmd=BOX_SHUT */
		.flags = BOX_LOUD | BOX_SLOW,
	},
	{ BOX_LOOK, box_look }, /* said: orders [].#1 #0=BOX_LOOK */
};

static const struct links cable_links = {
	.connect = cable_connect, /* said: cable_links connect family=PF_CABLE */
	.family = PF_CABLE,
};

static struct cftype files[] = {
	{
		.name = "cgroup.procs", /* the name is the whole value */
		.write = procs_write, /* said: files [].write name="cgroup.procs" */
	},
	{ .name = "a" "b", .write = pair_write },
	{ .name = "with space", .write = space_write },
	REG("limits", 0644, limits_ops),
};

static const struct loose single[] = {
	BOX_ALONE,
	box_alone,
};
