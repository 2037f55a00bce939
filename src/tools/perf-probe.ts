/** perf probe, record and script: results along a chain, with stacks, in the order of their returns. */
import { RECORD_FOLDER } from './keep-shell.js';
import { PERF } from './perf.js';
import { bySymbol, eventName, RESULT, resultFilter } from './probe-event.js';
import type { Tracer } from './tracer.js';

export const perfProbe: Tracer = {
  id: 'perf-probe',
  ...PERF,
  since: [{ feature: 'events in a group of their own (GROUP:EVENT=)', version: '4.17', source: 'perf-probe(1)' }],
  options: ['CONFIG_KPROBE_EVENTS'],
  needs: ['tracefs', 'room in /tmp for what it records', 'on Ubuntu the package is linux-tools-$(uname -r)'],
  filters: { errno: true, pid: true, comm: false },
  breaks: [
    {
      what: 'it refuses an inlined function without debugging symbols: each probe is added by itself, and one that is refused is told',
      effect: 'avoided',
    },
    { what: 'a name with a dot (foo.isra.0) is no name of an event: another is given', effect: 'avoided' },
    { what: 'probes stay when it ends: they are deleted behind it', effect: 'avoided' },
    {
      what: 'perf script opens a pager on a terminal, which keeps the probes until it is left: without one',
      effect: 'avoided',
    },
  ],
  steps: {
    'return-values': ({ probes, beside, possible, pid }, program) => [
      [
        'sh',
        '-c',
        PROBE_AND_RECORD,
        program,
        ...(pid === undefined ? ['-a', '--'] : ['-p', String(pid), '--']),
        ...[...bySymbol([...probes, ...beside, ...possible])].flatMap(([symbol, errnos]) => {
          const event = `${GROUP}:${eventName(symbol)}`;
          return [event, `${event}=${symbol}%return ${RESULT}`, resultFilter(errnos)];
        }),
      ],
    ],
  },
};

/** A group of their own: all of it is deleted behind the command. */
const GROUP = 'errnopath_perf';

/**
 * perf adds `__return` to the name of such an event (get_new_event_name, tools/perf/util/probe-event.c, since 4.17).
 * Probes are added all at once, which takes as long as one, and where one is refused, each by itself.
 * Arguments: whom to watch, `--`, then for each probe the name of its event, its definition and its filter.
 */
const PROBE_AND_RECORD = `${RECORD_FOLDER}
all=0 on=0 whom= once=
while [ "$1" != -- ]; do whom="$whom $1"; shift; done
shift
"$0" probe -q -d "${GROUP}:*" 2> /dev/null
if (
  left=$#
  while [ "$left" -ge 3 ]; do definition=$2 left=$((left - 3)); shift 3; set -- "$@" -a "$definition"; done
  "$0" probe -q "$@"
) 2> /dev/null
then once=yes
else "$0" probe -q -d "${GROUP}:*" 2> /dev/null
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
"$0" probe -q -d "${GROUP}:*"
rm -r "$d"`;
