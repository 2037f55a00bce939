/* An errno that takes another's place: whose, and which. */
int assigned(struct box *b)
{
	int err = lower(b); /* flows: lower */

	if (err == -ENOSPC)
		err = -EAGAIN; /* site: EAGAIN assign; turns: lower ENOSPC */
	return err;
}

int chosen(struct box *b)
{
	long err = raise(b); /* flows: raise */

	return err != -ENOIOCTLCMD ? err : -ENOTTY; /* site: ENOTTY conditional; turns: raise ENOIOCTLCMD */
}

struct box *pointed(struct box *b)
{
	struct box *inner = open_box(b); /* flows: open_box */

	if (!inner || PTR_ERR(inner) == -ENOENT)
		return ERR_PTR(-EINVAL); /* site: EINVAL pointer; turns: open_box ENOENT */
	return inner;
}

int switched(struct box *b)
{
	switch (lower(b)) {
	case -EEXIST:
	case -EBUSY:
		return -EADDRINUSE; /* site: EADDRINUSE return; turns: lower EBUSY,EEXIST */
	default:
		return -EIO; /* site: EIO return */
	}
}

int jumped(struct box *b)
{
	int err = -EPERM; /* site: EPERM init; turns: lower EACCES */

	if (lower(b) == -EACCES)
		goto out;
	err = 0;
out:
	return err;
}

/* What follows inside, under a condition of its own, has a reason of its own. */
int nested(struct box *b)
{
	int err = lower(b);

	if (err == -ENOENT) {
		b->spare = make(b);
		if (!b->spare)
			return -ENOMEM; /* site: ENOMEM return */
	}
	return 0;
}

/* No rewrite of one errno: whatever it was becomes EIO. */
int any(struct box *b)
{
	int err = lower(b);

	if (err < 0)
		return -EIO; /* site: EIO return */
	return 0;
}

int around(struct box *b)
{
	int err = -EAGAIN;

	while (err == -EAGAIN) {
		err = lower(b); /* flows: lower */
		if (err == -EINTR)
			err = -ERESTARTSYS; /* site: ERESTARTSYS assign; turns: lower EINTR */
	}
	return err;
}
