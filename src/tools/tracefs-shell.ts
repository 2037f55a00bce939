/** Shell programs that watch through tracefs, and leave it as they found it. All that is sent stays in their arguments. */

/** Where tracefs is: kernels mount it by themselves under debugfs only, which fails where no mount is allowed any more. */
const FIND_TRACEFS = `t=/sys/kernel/tracing
[ -e "$t/trace" ] || t=/sys/kernel/debug/tracing
[ -e "$t/trace" ] || { t=/sys/kernel/tracing; mount -t tracefs tracefs "$t" || exit 1; }
cd "$t" || exit 1`;

/**
 * From here on Ctrl-C ends the reading alone, so that the shell cleans up; `read_events FILE` prints until then. The reader runs in
 * the background: one in the foreground would not hear of a signal that came a moment before it. `wait` is silent, as some shells
 * tell of a process that was ended.
 */
const readUntilStopped = (meanwhile = '') => `reader= stopped=
trap 'stopped=1; [ -z "$reader" ] || kill "$reader" 2> /dev/null' INT TERM HUP
read_events() {
  cat "$1" & reader=$!${meanwhile}
  [ -n "$stopped" ] || wait "$reader" 2> /dev/null
}`;

/**
 * From here on nothing interrupts, and the reader is gone. It may outlive the signal by a moment, while what it holds open (the
 * tracer, the instance) cannot be changed (EBUSY); and a signal that meets it before it has become `cat` is lost.
 */
const READER_GONE = `trap "" INT TERM HUP
while kill "$reader" 2> /dev/null; do sleep 0.1 2> /dev/null || sleep 1; done`;

/**
 * Prints events as they come, until Ctrl-C.
 * Arguments: the process or nothing; then for each event its name (`group/name` for one that the kernel has), what follows the
 * name in `kprobe_events` (nothing for one that the kernel has), and its filter.
 *
 * - Events go to an instance of their own (Documentation/trace/ftrace.rst), so that no other user of tracefs is disturbed; with
 *   it their filters go.
 * - `set_event_pid` holds threads; with `event-fork` it follows new ones.
 * - Probes have a group of their own, too, so that two commands can watch one function.
 * - A second Ctrl-C does not disturb the cleaning up.
 */
export const WATCH_EVENTS = `${FIND_TRACEFS}
group=errnopath_$$ i=instances/errnopath_$$ pid=$1 all=0 on=0 made=
shift
mkdir "$i" || exit 1
${readUntilStopped()}
if [ -n "$pid" ]; then
  echo 1 > "$i/options/event-fork"
  for task in /proc/"$pid"/task/*; do echo "\${task##*/}"; done > "$i/set_event_pid"
fi
while [ $# -ge 3 ]; do
  all=$((all + 1)) event=$1
  if [ -n "$2" ]; then
    event=$group/$1
    { printf "r:%s %s\\n" "$event" "$2" >> kprobe_events; } 2> /dev/null && made="$made $event"
  fi
  if [ -e "$i/events/$event/enable" ] && printf "%s\\n" "$3" > "$i/events/$event/filter" && echo 1 > "$i/events/$event/enable"
  then on=$((on + 1))
  else echo "not attached: $1" >&2
  fi
  shift 3
done
echo "errnopath attached $on of $all symbols"
[ "$on" -eq 0 ] || read_events "$i/trace_pipe"
${READER_GONE}
rmdir "$i"
for event in $made; do printf "%s\\n" "-:$event" >> kprobe_events; done`;

/**
 * Prints what a function calls, until Ctrl-C, and the results where the kernel shows them. Arguments: the function, the depth,
 * the process or nothing.
 *
 * - The tracer is one for all users (in an instance of its own only since 6.11): it is left alone where it is in use.
 * - Where the function is that of `write`, or of another call with which lines come to the terminal, each line would make more:
 *   what brings them there (the reader, sudo, a terminal or sshd above them) is left out (`set_ftrace_notrace_pid`, since 5.7).
 *   The shells above it are not: what is typed into one can be the failing call.
 */
export const WATCH_CALLS = `${FIND_TRACEFS}
pid=$3
[ "$(cat current_tracer)" = nop ] || { echo "a tracer is in use: $(cat current_tracer)" >&2; exit 1; }
${readUntilStopped('\n  [ -n "$pid" ] || leave_out "$reader"')}
set_options() {
  for option in funcgraph-proc funcgraph-tail funcgraph-retval; do
    if [ -e "options/$option" ]; then echo "$1" > "options/$option"; fi
  done
}
leave_out() { if [ -e set_ftrace_notrace_pid ]; then echo "$1" >> set_ftrace_notrace_pid; fi; }
leave_out_terminal() {
  leave_out $$
  at=$PPID
  while [ "\${at:-0}" -gt 1 ]; do
    case $(cat "/proc/$at/comm") in *sh) ;; *) leave_out "$at" ;; esac
    at=$(sed -n "s/^PPid:[[:space:]]*//p" "/proc/$at/status")
  done
}
if printf "%s\\n" "$1" > set_graph_function; then
  set_options 1
  echo "$2" > max_graph_depth
  if [ -n "$pid" ]; then for task in /proc/"$pid"/task/*; do echo "\${task##*/}"; done > set_ftrace_pid
  else leave_out_terminal; fi
  echo function_graph > current_tracer && echo "errnopath attached 1 of 1 symbols" && read_events trace_pipe
fi
${READER_GONE}
echo nop > current_tracer
echo 0 > max_graph_depth
set_options 0
echo > set_ftrace_pid
if [ -e set_ftrace_notrace_pid ]; then echo > set_ftrace_notrace_pid; fi
echo > set_graph_function
echo > trace`;
