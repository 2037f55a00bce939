/** The step `read-answer`: how what the tools print is explained. */
import type { PlanStep } from '../schemas/plan.js';
import type { PlanQuery } from './plan-query.js';
import { quoteCommand } from './shell.js';

export function readAnswer({ machine, arch, target, errno }: PlanQuery): PlanStep {
  const argv = ['errnopath', 'explain', '--kernel', machine.kernel, '--arch', arch, '--errno', errno.name];
  if (target !== undefined) argv.push('--syscall', target.syscall);
  argv.push('-');
  return {
    id: 'read-answer',
    title: 'What does the output say?',
    why: 'Finds the deepest function that returned the errno in what any of these commands printed, and says which line of the kernel it is, why, and what to run next.',
    commands: [{ tool: 'errnopath', argv, command: quoteCommand(argv), requires: 'errnopath' }],
    expect:
      'Paste the output of a command, then press Ctrl-D. Or keep it in a file (append `> trace.txt 2>&1` to the command), and give the name of the file in the place of `-`.',
  };
}
