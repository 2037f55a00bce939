/** A name that is the same in every distribution. */
import type { Distribution } from './tracer.js';

export function everywhere(name: string): Readonly<Record<Distribution, string>> {
  return { debian: name, fedora: name, suse: name, arch: name, alpine: name, upstream: name };
}
