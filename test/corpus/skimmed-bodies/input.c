void wire(struct box *b, int (*fn)(int))
{
	b->ops = &box_ops;
	start_timer(b, tick);
	fn(3);
	b->ops->run(b);
}

bool ready(struct box *b)
{
	return test(b) && b->size == 3;
}

unsigned int width(void)
{
	return 64;
}
