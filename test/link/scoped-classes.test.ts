/** Locks that are taken by the scope of a variable: their errnos are those of the function that takes them. */

import { expect, test } from 'vitest';
import { linkTexts } from './link-texts.js';

const HEADER = `
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...) \\
static __always_inline _type class_##_name##_constructor(_init_args) \\
{ _type t = _init; return t; }
#define EXTEND_CLASS(_name, ext, _init, _init_args...) \\
static __always_inline class_##_name##_t class_##_name##ext##_constructor(_init_args) \\
{ class_##_name##_t t = _init; return t; }
#define DEFINE_GUARD_COND(X...) CONCATENATE(DEFINE_GUARD_COND_, COUNT_ARGS(X))(X)
#define DEFINE_LOCK_GUARD_1_COND(X...) CONCATENATE(DEFINE_LOCK_GUARD_1_COND_, COUNT_ARGS(X))(X)
`;

const LOCKS = `
int hold_lock(struct lock *lock) { return lock->held ? -EAGAIN : 0; }
int try_lock(struct lock *lock) { return !lock->held; }
DEFINE_LOCK_GUARD_1_COND(lock, _try, try_lock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(lock, _intr, hold_lock(_T->lock), _RET == 0)
DEFINE_GUARD_COND(power, _on, hold_lock(_T), _RET >= 0);
struct box *find_box(int number) { return number ? ERR_PTR(-EIO) : box; }
DEFINE_CLASS(box, struct box *, put_box(_T), find_box(number), int number)
EXTEND_CLASS(box, _old, find_old_box(number), int number)
`;

const USES = `
#define ACQUIRE_POWER(_lock, _var) ACQUIRE(power_on, _var)(_lock)
#define ACQUIRE_POWER_ERR(_var_ptr) ACQUIRE_ERR(power_on, _var_ptr)
#define with_lock_or_fail(_lock) scoped_cond_guard(lock_intr, return -EBUSY, _lock)
int fill(struct lock *lock)
{
	int ret;

	ACQUIRE(lock_intr, held)(lock);
	if ((ret = ACQUIRE_ERR(lock_intr, &held)))
		return ret;
	return 0;
}
int power(struct lock *lock)
{
	ACQUIRE_POWER(lock, held);
	return ACQUIRE_POWER_ERR(&held);
}
int empty(struct lock *lock)
{
	scoped_cond_guard(lock_intr, return -EAGAIN, lock) {
		return 0;
	}
}
int shake(struct lock *lock)
{
	with_lock_or_fail(lock) {
		return 0;
	}
}
int open_box(int number)
{
	CLASS(box, found)(number);
	return PTR_ERR_OR_ZERO(found);
}
`;

test('what a variable of a class holds is what its constructor gave, an errno among it', () => {
  const { edges, sites, functions } = linkTexts({
    'include/linux/cleanup.h': HEADER,
    'include/linux/lock.h': LOCKS,
    'fs/box.c': USES,
  });
  const from = (name: string): string[] => edges.filter((edge) => edge.startsWith(`${name} -> `));
  expect(functions).not.toContain('class_lock_try_constructor');
  expect(from('class_lock_intr_constructor')).toEqual(['class_lock_intr_constructor -> hold_lock call']);
  expect(from('class_box_constructor')).toEqual(['class_box_constructor -> find_box call']);
  expect(from('fill')).toEqual(['fill -> class_lock_intr_constructor call']);
  expect(from('power')).toEqual(['power -> class_power_on_constructor macro']);
  expect(from('open_box')).toEqual(['open_box -> class_box_constructor call']);
  // Where the constructor gives the same errno it is the deeper origin.
  expect(from('empty')).toEqual(['empty -> class_lock_intr_constructor test']);
  expect(sites).toContain('empty EAGAIN:21');
  expect(sites).toContain('shake EBUSY:27');
});

test('the guard of what a failing guard returns is the guard', () => {
  const { kernel } = linkTexts({ 'include/linux/lock.h': LOCKS, 'fs/box.c': USES });
  const site = kernel.graph.sites.find(({ line }) => line === 21);
  expect(site?.guard).toBe('scoped_cond_guard(lock_intr, return -EAGAIN, lock)');
  expect(site?.reason).toBe('class_lock_intr_constructor');
});
