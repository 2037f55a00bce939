/** What drgn is given. */
import { describe, expect, test } from 'vitest';
import { linesBy } from './written.js';

describe('drgn', () => {
  const job = { variables: ['sysctl_mount_max', 'init_net.ipv4.sysctl_x'] };

  test('prints the values, by a file before it took code from the command line', () => {
    expect(linesBy('drgn', 'live-value', job)).toMatchInlineSnapshot(`
      [
        "sudo sh -c 'f=$(mktemp) || exit 1
      printf "%s\\n" "$1" > "$f"
      shift
      "$0" -q "$f" "$@"
      rm "$f"' drgn 'import functools, sys
      for name in sys.argv[1:]:
          root, *members = name.split(".")
          try:
              print(name, "=", functools.reduce(lambda value, member: value.member_(member), members, prog[root]))
          except (LookupError, TypeError) as error:
              print(name, "is not known:", error)' sysctl_mount_max init_net.ipv4.sysctl_x",
      ]
    `);
    expect(linesBy('drgn@0.0.31', 'live-value', job)[0]).toMatch(
      /^sudo drgn -q -e 'import .*' sysctl_mount_max init_net/s,
    );
  });
});
