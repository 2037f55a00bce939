/** The step `body-ran`: whether the syscall's body ran at all, or something before it gave the errno. */
import type { PlanCommand, PlanStep } from '../schemas/plan.js';
import { readCommand } from './readers.js';

/** What may stand before the body, or say no inside it without being part of it, and where that is told. */
const TRACES = [
  {
    command: `grep -E "^(Name|NoNewPrivs|Seccomp|Seccomp_filters):" /proc/\${PID:-self}/status`,
    proves:
      'Seccomp: 2 means that filters are loaded, each of which can answer any syscall with any errno; 0 rules it out.',
  },
  {
    command: `cat /sys/kernel/security/lsm /proc/\${PID:-self}/attr/current`,
    proves:
      'Which security modules are active, and what label or profile the process has; "unconfined" rules its module out.',
  },
  {
    command: `journalctl -k --no-pager -n 20 -g 'apparmor="DENIED"|avc: +denied|type=1326'`,
    proves: 'A line at the time of the failure: AppArmor, SELinux, or seccomp (type 1326) said no.',
  },
  {
    command: 'ausearch -m AVC,SECCOMP -ts recent',
    proves: 'The same, where auditd takes the messages.',
  },
] as const;

/** @param tracing - commands that compare calls which fail with calls whose body ran */
export function bodyRan(syscall: string, errno: string, tracing: readonly PlanCommand[], pid?: number): PlanStep {
  return {
    id: 'body-ran',
    title: `Did the body of ${syscall} run at all?`,
    why: `A seccomp filter answers before the body, and a security module in the midst of it: then no limit of ${syscall} is to blame.`,
    commands: [...TRACES.map((trace) => readCommand(trace, pid)), ...tracing],
    expect:
      `If a filter is loaded, or a denial was logged, look at its profile or policy first. ` +
      `In the counts, "body_did_not_run" means that ${errno} was given beside the body (seccomp, ptrace); "body_ran" means that the next steps will find it.`,
  };
}
