static int box_number(struct box *box)
{
	int n;

	n = idr_alloc(&boxes, box, 1, BOX_MAX + 1, GFP_KERNEL); /* site: ENOSPC range; flows: idr_alloc */
	if (n < 0)
		return n;
	box->number = n;
	return 0;
}

static int box_any_number(struct box *box)
{
	return idr_alloc(&boxes, box, 1, 0, GFP_KERNEL); /* flows: idr_alloc */
}

static int box_token(struct box *box, u32 *token)
{
	return xa_alloc(&tokens, token, box, XA_LIMIT(1, box->limit), GFP_KERNEL); /* site: EBUSY range; flows: xa_alloc; flows: xa_alloc slot 1 */
}

static int box_any_token(struct box *box, u32 *token)
{
	return xa_alloc(&tokens, token, box, xa_limit_32b, GFP_KERNEL); /* flows: xa_alloc; flows: xa_alloc slot 1 */
}

static int box_rewritten(struct box *box)
{
	int n = ida_alloc_max(&ids, box->limit, GFP_KERNEL); /* flows: ida_alloc_max */

	if (n == -ENOSPC)
		return -EAGAIN; /* site: EAGAIN return; turns: ida_alloc_max ENOSPC */
	return n;
}

static int box_number_up_to(struct box *box, int end)
{
	return idr_alloc(&boxes, box, 0, end ? end + 1 : 0, GFP_KERNEL); /* flows: idr_alloc */
}
