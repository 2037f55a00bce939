/** How the commands of a plan become root's: by sudo, but where that fails of what the plan is about. */
import type { PlanStep } from '../schemas/plan.js';

const SUDO = 'sudo ';

/**
 * Errnos with which sudo itself fails, and why. It reads its settings as a user without privileges (open_sudoers,
 * plugins/sudoers/sudoers.c, 1.9.13), whom the kernel gives no file once fs.file-max is reached; root still gets some
 * (alloc_empty_file, fs/file_table.c).
 */
const SUDO_FAILS: Readonly<Record<string, string>> = {
  ENFILE:
    'while fs.file-max is reached sudo opens no file either, and root does: paste the commands into a shell that is root already, or come in by a way that stays root (the console, su)',
};

/** Why a plan for an errno has its commands for a shell of root; undefined where sudo does. */
export function sudoWarning(errno: string): string | undefined {
  return SUDO_FAILS[errno];
}

/** A step for a shell of root. */
export function withoutSudo(step: PlanStep): PlanStep {
  return {
    ...step,
    commands: step.commands.map((one) => ({
      ...one,
      command: one.command.startsWith(SUDO) ? one.command.slice(SUDO.length) : one.command,
    })),
  };
}
