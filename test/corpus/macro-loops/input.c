int visit(struct list *l)
{
	struct item *one;
	int err = 0;

	list_for_each_entry(one, l, node) {
		err = visit_one(one); /* flows: visit_one */
		if (err)
			break;
	}
	for_each_cpu(cpu, mask)
		if (cpu == 3)
			return -ENODEV; /* site: ENODEV return */
	if (l->deep)
		list_for_each_entry(one, l, node) {
			if (one->bad)
				return -EUCLEAN; /* site: EUCLEAN return */
		}
	return err;
}
