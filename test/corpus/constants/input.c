int command(struct box *b, unsigned int cmd, int flags)
{
	int err = check(b);

	switch (cmd) {
	case BOX_OPEN:
		err = box_open(b); /* under: box_open BOX_OPEN */
		break;
	case BOX_PUT:
		flags |= 1;
		fallthrough;
	case BOX_TAKE:
	case BOX_PEEK:
		err = box_move(b); /* under: box_move BOX_PEEK BOX_PUT BOX_TAKE */
		if (flags & BOX_NOWAIT)
			return -EAGAIN; /* site: EAGAIN return; under: EAGAIN BOX_NOWAIT BOX_PEEK BOX_PUT BOX_TAKE */
		break;
	case BOX_FIRST ... BOX_LAST:
		return box_numbered(b); /* flows: box_numbered; under: box_numbered BOX_FIRST BOX_LAST */
	case BOX_DEPTH: {
		switch (flags) {
		case BOX_DEEP:
			return box_deep(b); /* flows: box_deep; under: box_deep BOX_DEEP BOX_DEPTH */
		}
		return -ENOENT; /* site: ENOENT return; under: ENOENT BOX_DEPTH */
	}
	case BOX_OTHER:
	default:
		return -ENOTTY; /* site: ENOTTY return */
	}
	return after(err); /* flows: after */
}

int option(struct box *b, int name, unsigned int flags)
{
	if (name == BOX_SIZE || name == BOX_SPACE)
		return box_size(b); /* flows: box_size; under: box_size BOX_SIZE BOX_SPACE */
	if (name == BOX_NAME && box_named(b)) /* under: box_named BOX_NAME */
		return -EEXIST; /* site: EEXIST return; under: EEXIST BOX_NAME */
	if (name == BOX_COLOUR || b->plain)
		return box_plain(b); /* flows: box_plain */
	if (!(flags & (BOX_RED | BOX_BLUE)))
		return -ERANGE; /* site: ERANGE return */
	box_paint(b); /* under: box_paint BOX_BLUE BOX_RED */
	if ((flags & BOX_LOUD) == 0)
		box_quiet(b); /* under: box_quiet BOX_BLUE BOX_RED */
	else
		box_loud(b); /* under: box_loud BOX_BLUE BOX_LOUD BOX_RED */
	return name == BOX_LAST ? box_last(b) : 0; /* flows: box_last; under: box_last BOX_BLUE BOX_LAST BOX_RED */
}

int only(struct box *b, int level)
{
	if (level != SOL_BOX)
		return -ENOPROTOOPT; /* site: ENOPROTOOPT return */
	if (likely(_BOX_NR(level) == _BOX_NR(BOX_OPEN))) /* under: _BOX_NR SOL_BOX */
		return box_open(b); /* flows: box_open; under: box_open BOX_OPEN SOL_BOX */
	switch (box_state(b)) { /* under: box_state SOL_BOX */
	case -EIO:
		return box_repair(b); /* flows: box_repair; under: box_repair SOL_BOX */
	}
	return 0;
}
