/** Whether guests run on KVM: only where a kernel really boots on it, for /dev/kvm can be there and boot none. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

export type Accelerator = 'kvm' | 'tcg';

/** A boot on KVM takes a second or two. */
const TRIAL_MS = 20_000;

let known: Promise<Accelerator> | undefined;

/** Tries KVM once; `boots` starts a guest on it, and fails where that is not up after a time in milliseconds. */
export function accelerator(boots: (timeout: number) => Promise<void>): Promise<Accelerator> {
  known ??= access('/dev/kvm', constants.R_OK | constants.W_OK)
    .then(() => boots(TRIAL_MS))
    .then(
      () => 'kvm' as const,
      () => 'tcg' as const,
    );
  return known;
}
