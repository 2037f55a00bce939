/** drgn: the live value of variables that a guard compares with. */
import { everywhere } from './everywhere.js';
import type { Tracer } from './tracer.js';
import { isVersionIn } from './version.js';

export const drgn: Tracer = {
  id: 'drgn',
  suite: 'drgn',
  programs: everywhere('drgn'),
  packages: {
    debian: 'python3-drgn',
    fedora: 'drgn',
    suse: 'python3-drgn',
    arch: 'drgn',
    alpine: null,
    upstream: 'drgn',
  },
  beside: {
    debian: 'linux-image-$(uname -r)-dbg',
    fedora: "--enablerepo='*-debuginfo' kernel-debuginfo-$(uname -r)",
    suse: 'kernel-default-debuginfo',
    arch: 'debuginfod',
    alpine: '',
    upstream: 'the debugging symbols of the kernel',
  },
  oldest: '0.0.22',
  since: [
    { feature: 'code on the command line (-e)', version: '0.0.31', source: 'drgn/cli.py' },
    { feature: 'a script as a file', version: '0.0.1', source: 'drgn/cli.py' },
  ],
  options: ['CONFIG_PROC_KCORE'],
  needs: ['the debugging symbols of the running kernel'],
  filters: { errno: false, pid: false, comm: false },
  breaks: [
    { what: 'without debugging symbols no name is known; it says so for each', effect: 'noted' },
    { versions: '<0.0.31', what: 'there is no -e before 0.0.31: the code goes through a file', effect: 'avoided' },
  ],
  steps: {
    'live-value': ({ variables }, program, { version }) =>
      variables.length === 0
        ? []
        : [
            isVersionIn('>=0.0.31', version)
              ? [program, '-q', '-e', PRINT_VARIABLES, ...variables]
              : ['sh', '-c', RUN_FILE, program, PRINT_VARIABLES, ...variables],
          ],
  },
};

/** Python: prints each variable that is named, `a.b` for a member; one that is not known costs no other. */
const PRINT_VARIABLES = `import functools, sys
for name in sys.argv[1:]:
    root, *members = name.split(".")
    try:
        print(name, "=", functools.reduce(lambda value, member: value.member_(member), members, prog[root]))
    except (LookupError, TypeError) as error:
        print(name, "is not known:", error)`;

const RUN_FILE = `f=$(mktemp) || exit 1
printf "%s\\n" "$1" > "$f"
shift
"$0" -q "$f" "$@"
rm "$f"`;
