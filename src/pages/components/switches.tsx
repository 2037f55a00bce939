/** What a page is about, and the way to the same page of another kernel or arch. */

import { parseKernelRelease } from '../../domain/kernel-id.js';
import { type Target, usePlace } from '../place.js';
import { Link } from './link.js';
import { Warnings } from './warnings.js';

/** A page about one kernel. */
export type Scoped = Extract<Target, { readonly kernel: string }>;

interface SwitchesProps {
  readonly target: Scoped;
  /** The kernel that answered. */
  readonly kernel: string;
  readonly arch: string;
  readonly kernels: readonly string[];
  readonly arches: readonly string[];
}

export function Switches({ target, kernel, arch, kernels, arches }: SwitchesProps) {
  return (
    <>
      <div class="switches">
        <Switch title="Kernel" value={kernel} all={kernels} to={(one) => ({ ...target, kernel: one })} />
        <Switch title="Arch" value={arch} all={arches} to={(one) => ({ ...target, arch: one })} />
      </div>
      {isOtherLine(target.kernel, kernel) && (
        <Warnings
          texts={[`Linux ${target.kernel} is not indexed; this is said of Linux ${kernel}, the nearest that is.`]}
        />
      )}
    </>
  );
}

/** Whether a kernel was asked for whose line is another than that which answered. */
function isOtherLine(requested: string, kernel: string): boolean {
  const asked = parseKernelRelease(requested);
  return asked !== null && asked.line !== parseKernelRelease(kernel)?.line;
}

interface SwitchProps {
  readonly title: string;
  readonly value: string;
  readonly all: readonly string[];
  readonly to: (one: string) => Target;
}

/** Choices that the site has no page for are left out; where none is left, there is nothing to open. */
function Switch({ title, value, all, to }: SwitchProps) {
  const { href } = usePlace();
  const choices = all.filter((one) => one === value || href(to(one)) !== undefined);
  if (choices.length < 2)
    return (
      <span>
        {title} <b>{value}</b>
      </span>
    );
  return (
    <details class="switch">
      <summary>
        {title} <b>{value}</b>
      </summary>
      <ul>
        {choices.map((one) => (
          <li>
            <Link to={to(one)} current={one === value}>
              {one}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
