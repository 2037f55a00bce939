int translate(struct box *b)
{
	int err = lower(b);

	switch (err) {
	case -ENOSPC:
		return -EDQUOT; /* site: EDQUOT return; turns: lower ENOSPC */
	case -EINTR:
	case -ERESTART:
		err = -EAGAIN; /* site: EAGAIN assign; turns: lower EINTR,ERESTART */
		break;
	case 0:
		return 0;
	default:
		return -EIO; /* site: EIO return */
	}
	return err;
}

int passed_on(struct box *b)
{
	int err = lower(b);

	switch (err) {
	case -EINVAL:
		return -EINVAL; /* site: EINVAL return; turns: lower EINVAL */
	case -EHWPOISON:
	default:
		return -ENOMEM; /* site: ENOMEM return; turns: lower EHWPOISON */
	}
}
