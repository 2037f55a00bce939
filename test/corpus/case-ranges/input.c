int grade(int mark)
{
	switch (mark) {
	case 0 ... 9:
		return -EINVAL; /* site: EINVAL return */
	case 'a':
		return -EBADMSG; /* site: EBADMSG return */
	default:
		break;
	}
	return note(mark); /* flows: note */
}
