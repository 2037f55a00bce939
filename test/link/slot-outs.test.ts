/** Errnos that functions in ops tables store through a parameter. */

import { expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

const files = {
  'net/box.c': `
struct box;
struct box_ops { struct box *(*take)(struct box *box, int *err); struct box *(*put)(struct box *box, int *err); };
static struct box *take(struct box *box, int *err)
{
	if (!box)
		goto none;
	return box;
none:
	*err = -EAGAIN;
	return NULL;
}
static struct box *put(struct box *box, int *err)
{
	return ERR_PTR(-EIO);
}
static const struct box_ops ops = { .take = take, .put = put };
int take_box(const struct box_ops *ops, struct box *box)
{
	int err = -EINVAL;
	struct box *taken = ops->take(box, &err);

	if (!taken)
		return err;
	return 0;
}
int put_box(const struct box_ops *ops, struct box *box)
{
	int err = 0;

	ops->put(box, &err);
	return err;
}
`,
};

test('lead to what is stored, and not to what is returned', () => {
  const { edges } = linkTexts(files);
  expect(edges).toContain('take_box -> ops box_ops.take ops');
  expect(edges).toContain('ops box_ops.take -> out take ops');
  // Nothing is stored through the parameter: no way leads on.
  expect(edges.filter((edge) => edge.startsWith('put_box'))).toEqual([]);
});

test('come through slots that are filled from other slots', () => {
  const { edges } = linkTexts({
    ...files,
    'net/crate.c': `
struct box;
struct box_ops { struct box *(*take)(struct box *box, int *err); };
struct crate_ops { struct box *(*take)(struct box *box, int *err); };
void fill(struct crate_ops *crate, const struct box_ops *ops)
{
	crate->take = ops->take;
}
int take_crate(const struct crate_ops *crate, struct box *box)
{
	int err = 0;

	crate->take(box, &err);
	return err;
}
`,
  });
  expect(edges).toContain('take_crate -> ops crate_ops.take ops');
  expect(edges).toContain('ops crate_ops.take -> ops box_ops.take ops');
  expect(edges).toContain('ops box_ops.take -> out take ops');
});
