/** What perf probe, record and script are given, and what a shell makes of it. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeStubs } from '../fixtures/stub-programs.js';
import { linesBy, writtenBy } from './written.js';

const stubs = makeStubs(['perf']);
afterAll(() => stubs.remove());

const probes = ['path_mount', 'foo.isra.0'].map((symbol) => ({ symbol, errno: 28 }));
const job = { probes, window: { name: 'mount' }, beside: [], possible: [] };

describe('perf probe', () => {
  test('adds, records, prints and deletes its probes', () => {
    expect(linesBy('perf-probe', 'return-values', job)).toMatchInlineSnapshot(`
      [
        "sudo sh -c 'd=$(mktemp -d) || exit 1
      trap : INT TERM HUP
      all=0 on=0 whom= once=
      while [ "$1" != -- ]; do whom="$whom $1"; shift; done
      shift
      "$0" probe -q -d "errnopath_perf:*" 2> /dev/null
      if (
        left=$#
        while [ "$left" -ge 3 ]; do definition=$2 left=$((left - 3)); shift 3; set -- "$@" -a "$definition"; done
        "$0" probe -q "$@"
      ) 2> /dev/null
      then once=yes
      else "$0" probe -q -d "errnopath_perf:*" 2> /dev/null
      fi
      left=$#
      while [ "$left" -ge 3 ]; do
        event=$1 definition=$2 filter=$3 all=$((all + 1)) left=$((left - 3))
        shift 3
        if [ -n "$once" ] || "$0" probe -q -a "$definition"
        then on=$((on + 1)); set -- "$@" -e "\${event}__return" --filter "$filter"
        else echo "not attached: $event" >&2
        fi
      done
      echo "errnopath attached $on of $all symbols"
      if [ "$on" -gt 0 ]; then
        "$0" record -q -g -o "$d/perf.data" $whom "$@"
        "$0" --no-pager script -i "$d/perf.data"
      fi
      trap "" INT TERM HUP
      "$0" probe -q -d "errnopath_perf:*"
      rm -r "$d"' perf -a -- errnopath_perf:path_mount 'errnopath_perf:path_mount=path_mount%return ret=$retval:s32' 'ret == -28' errnopath_perf:foo_isra_0 'errnopath_perf:foo_isra_0=foo.isra.0%return ret=$retval:s32' 'ret == -28'",
      ]
    `);
  });

  test('calls perf as it is meant to', () => {
    const [command] = writtenBy('perf-probe', 'return-values', { ...job, pid: 42 });
    const { status, stderr, calls } = stubs.run((command?.command ?? '').replace(/^sudo /, ''));
    const shown = calls.map((call) => call.join(' ').replace(/\/\S*\/perf\.data/, 'perf.data'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(shown).toMatchInlineSnapshot(`
      [
        "perf probe -q -d errnopath_perf:*",
        "perf probe -q -a errnopath_perf:path_mount=path_mount%return ret=$retval:s32 -a errnopath_perf:foo_isra_0=foo.isra.0%return ret=$retval:s32",
        "perf record -q -g -o perf.data -p 42 -e errnopath_perf:path_mount__return --filter ret == -28 -e errnopath_perf:foo_isra_0__return --filter ret == -28",
        "perf --no-pager script -i perf.data",
        "perf probe -q -d errnopath_perf:*",
      ]
    `);
  });

  test('adds each by itself where one is refused, and goes on without that', () => {
    const [command] = writtenBy('perf-probe', 'return-values', job);
    const line = (command?.command ?? '').replace(/^sudo /, '');
    const refusing = `perf() { command perf "$@"; case "$*" in *-a*path_mount=*) echo refused >&2; return 1 ;; esac; }; `;
    const { stderr, calls } = stubs.run(
      line.replace("'d=$(mktemp", `'${refusing}d=$(mktemp`).replaceAll('"$0"', 'perf'),
    );
    expect(stderr).toBe('refused\nnot attached: errnopath_perf:path_mount\n');
    const record = calls.find(([, verb]) => verb === 'record');
    expect(record?.filter((word) => word.startsWith('errnopath_perf:'))).toEqual(['errnopath_perf:foo_isra_0__return']);
    expect(calls.at(-1)).toEqual(['perf', 'probe', '-q', '-d', 'errnopath_perf:*']);
  });
});
