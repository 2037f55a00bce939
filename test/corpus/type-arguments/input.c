int relate(struct list *l, struct node *p)
{
	struct box *b = container_of(p, struct box, node);

	if (min_t(unsigned long, b->a, b->b) > sizeof(struct box))
		return -EMSGSIZE; /* site: EMSGSIZE return */
	return check(list_first_entry(l, struct box, node)); /* flows: check */
}
