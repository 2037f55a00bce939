/** Allocators of numbers in lib/: the errno is made there, but which limit was reached is the caller's, who gives the bound. */

export interface RangeAllocator {
  /** The argument that is the bound. */
  readonly bound: number;
  /** What comes back when no number is free within it. */
  readonly errno: string;
}

const id = (bound: number): RangeAllocator => ({ bound, errno: 'ENOSPC' });
const entry = (bound: number): RangeAllocator => ({ bound, errno: 'EBUSY' });

/**
 * include/linux/idr.h, xarray.h, bitmap.h, maple_tree.h. `ida_simple_get` is gone from 6.9 on, `mas_empty_area` came with 6.1,
 * the others hold from 5.10 to 7.3.
 */
export const RANGE_ALLOCATORS: ReadonlyMap<string, RangeAllocator> = new Map([
  ['idr_alloc', id(3)],
  ['idr_alloc_cyclic', id(3)],
  ['idr_alloc_u32', id(3)],
  ['ida_alloc_max', id(1)],
  ['ida_alloc_range', id(2)],
  ['ida_simple_get', id(2)],
  ...['xa_alloc', 'xa_alloc_bh', 'xa_alloc_irq', '__xa_alloc'].map((name) => [name, entry(3)] as const),
  ...['xa_alloc_cyclic', 'xa_alloc_cyclic_bh', 'xa_alloc_cyclic_irq', '__xa_alloc_cyclic'].map(
    (name) => [name, entry(3)] as const,
  ),
  ['mas_empty_area', entry(2)],
  ['mas_empty_area_rev', entry(2)],
  ['bitmap_find_free_region', { bound: 1, errno: 'ENOMEM' }],
]);

/** Bounds that are as wide as the number's type: nobody reaches them. */
export const UNBOUNDED = /^\(?\s*(?:0|-1|~0[UL]*|(?:INT|UINT|U32|LONG|ULONG|S32)_MAX|xa_limit_3[12]b)\s*\)?$/;
