/** The body of `plan.sh`: a POSIX shell program that traces through tracefs, and the awk program that reads what it traces. */

/**
 * Reads the events of `trace_pipe` and prints one block for each failing call. Its settings come in the environment.
 *
 * - A line starts with the process's name in 16 columns (kernel/trace/trace_output.c, 5.10 to 6.12), so that no name can
 *   look like what follows it.
 * - Returns come deepest first, and the stack pointer rises on the way up a chain, or stays where a function was left by a
 *   tail call. One that is lower than the last began a new chain: what failed before was recovered from.
 * - One at the same height can also be another that the same caller tried next (`rivals`: a number that they share, else 0): it counts.
 * - What lies before the call is dropped, by the time at which the thread entered it. A call that was not seen to enter began
 *   before it was traced, or was answered before its body, as a seccomp filter does: it is told.
 * - The stack of a return starts with the functions of kretprobe itself, the last of which is a trampoline.
 */
export const READ_EVENTS = String.raw`
function short(hex,  i, value) {
  hex = tolower(substr(hex, length(hex) - 3)); value = 0
  for (i = 1; i <= length(hex); i++) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
  return value - 65536
}
function clock(at,  s) {
  s = int(at + offset) % 86400
  if (s < 0) s += 86400
  return sprintf("%02d:%02d:%02d", s / 3600, s % 3600 / 60, s % 60)
}
function first_line(file, pattern, otherwise,  line, found) {
  found = otherwise
  while ((getline line < file) > 0) if (line ~ pattern) { found = line; break }
  close(file)
  return found
}
function entered(tid, until,  line, found, rest) {
  found = 0
  while ((getline line < calls) > 0) {
    rest = substr(line, 17)
    if (rest !~ /^-[0-9]+ /) continue
    split(rest, word, " ")
    if (-word[1] != tid || !match(rest, / [0-9]+[.][0-9]+: /)) continue
    if (substr(rest, RSTART + 1) + 0 <= until) found = substr(rest, RSTART + 1) + 0
  }
  close(calls)
  return found
}
function report(tid, at, result,  i, since, last, deepest, above, pid, tried) {
  since = entered(tid, at); last = ""; deepest = 0; above = ""; tried = 0
  for (i = 1; i <= held[tid]; i++) {
    if (when[tid, i] < since) continue
    if (deepest == 0 || pointer[tid, i] < last || (tried && pointer[tid, i] == last && rival[tid, i] == tried)) { deepest = i; above = "" }
    else above = above "  then " name[tid, i] " returned " value[tid, i] "\n"
    last = pointer[tid, i]; tried = rival[tid, i]
  }
  pid = first_line("/proc/" tid "/status", "^Tgid:", "Tgid: " tid); sub(/^Tgid:[ \t]*/, "", pid)
  if (comm == "<...>") comm = first_line("/proc/" tid "/comm", "", comm)
  gsub(/[\001-\037\177]/, "?", comm)
  printf "errnopath %s %s %s returned %d pid %d tid %d comm %s\n", clock(at), syscall, errno, result, pid, tid, comm
  if (deepest == 0) print "  deepest none"
  else printf "  deepest %s returned %d\n%s  stack\n%s", name[tid, deepest], value[tid, deepest], above, stack[tid, deepest]
  if (since <= left[tid]) print "  entry not seen"
  left[tid] = at
  fflush()
  held[tid] = 0
}
BEGIN {
  split(ENVIRON["names"], symbol, " "); split(ENVIRON["rivals"], group, " ")
  calls = ENVIRON["calls"] "/trace"; syscall = ENVIRON["syscall"]; errno = ENVIRON["errno"]; wanted = ENVIRON["comm"]
  matches = ENVIRON["matches"]; threads = 0
  split(ENVIRON["now"], part, ":"); offset = part[1] * 3600 + part[2] * 60 + part[3] - ENVIRON["uptime"]
}
/^ => / {
  if (open == 0) next
  frame = substr($0, 5)
  if (frame ~ /(kretprobe|rethook)_(return_)?trampoline[+]/) stack[open, held[open]] = ""
  else if (frame !~ /^(0x)?0+$/) stack[open, held[open]] = stack[open, held[open]] "    " frame "\n"
  next
}
/LOST [0-9]+ EVENTS/ { print "errnopath: the kernel dropped events: " $0 > "/dev/stderr"; next }
{
  rest = substr($0, 17)
  if (rest !~ /^-[0-9]+ / || !match(rest, / [0-9]+[.][0-9]+: /)) next
  split(rest, word, " "); tid = -word[1]; at = substr(rest, RSTART + 1) + 0
  event = substr(rest, RSTART + RLENGTH)
  if (event ~ /^<stack trace>/) next
  open = 0
  if (event ~ /^probe_[0-9]+: /) {
    if (!(tid in held) && ++threads > 10000) { split("", held); split("", left); threads = 1 }
    if (held[tid] >= 500) held[tid] = 0
    n = ++held[tid]; open = tid; stack[tid, n] = ""; when[tid, n] = at
    number = substr(event, 7) + 0; name[tid, n] = symbol[number]; rival[tid, n] = group[number] + 0
    value[tid, n] = event; sub(/.* ret=/, "", value[tid, n]); value[tid, n] += 0
    pointer[tid, n] = event; sub(/.* sp=0x/, "", pointer[tid, n]); sub(/ .*/, "", pointer[tid, n])
    next
  }
  result = event; sub(/.*(-> | ret=)/, "", result)
  comm = substr($0, 1, 16); sub(/^ +/, "", comm)
  if (wanted != "" && wanted != comm) { held[tid] = 0; next }
  report(tid, at, result ~ /^-/ ? result + 0 : short(result))
  if (--matches == 0) exit
}`;

/**
 * Attaches, waits, prints and leaves the kernel as it was. Needs the variables that {@link READ_EVENTS} reads, `exits` (a filter
 * on the result of the syscall), `entry` (the symbol of its body), `pid` or nothing, and `probes` (a line each: a symbol,
 * its number among rivals, the filter of its result).
 *
 * - tracefs may not be mounted while no mount is allowed (fs.mount-max). A process in a mount namespace of its own makes room
 *   there and mounts it; a folder that is entered through that process stays usable when it is gone.
 * - Probes, filters and results live in instances and a group of events that bear the number of this process: no other user of
 *   tracefs notices, and nothing has to be restored. Calls have a small buffer of their own, which may overflow.
 * - Results are fetched twice: 32 bits signed are -28 for an `int` and an error pointer alike; all 64 tell an error pointer or a
 *   long (the last 4095 values, include/linux/err.h) and an `int` (the upper half is 0) from any other pointer.
 * - A name that several functions have (static functions of several files) is refused: each is attached to by its
 *   distance from the kernel's start, as perf probe does (an address alone is no place for a return probe).
 * - What this process and its children do is not traced (set_event_notrace_pid, since 5.7).
 * - What the timer sends is SIGPIPE, of which shells say nothing.
 * - No file is written, no here-document used: the disk may be full.
 */
export const TRACE_CALLS = String.raw`
say() { printf "errnopath: %s\n" "$*" >&2; }
put() { { printf "%s\n" "$1" >> "$2"; } 2> /dev/null; }

enter_tracefs() {
  for folder in /sys/kernel/tracing /sys/kernel/debug/tracing; do
    if [ -e "$folder/trace_pipe" ]; then cd "$folder" && return; fi
  done
  if mount -t tracefs tracefs /sys/kernel/tracing 2> /dev/null; then cd /sys/kernel/tracing && return; fi
  unshare -m sh -c "$mount_apart" < /dev/null > /dev/null 2>&1 &
  holder=$!
  for try in 1 2 3 4 5 6 7 8 9 10; do
    if [ -e "/proc/$holder/cwd/trace_pipe" ] && cd "/proc/$holder/cwd"; then kill "$holder"; return; fi
    sleep 1
  done
  kill "$holder" 2> /dev/null
  return 1
}
mount_apart='while read -r id parent device root place rest; do
  case $place in / | /proc | /sys | /dev | /usr | /usr/* | /bin | /lib*) continue ;; esac
  umount -l "$place" && mount -t tracefs tracefs /sys/kernel/tracing && break
done < /proc/self/mountinfo
cd /sys/kernel/tracing && exec sleep 60'

clean_up() {
  trap "" INT TERM HUP PIPE
  for process in $reader $timer; do kill "$process" 2> /dev/null; done
  wait 2> /dev/null
  for instance in "$traced" "$calls"; do
    if [ -d "$instance" ]; then
      put 0 "$instance/events/enable"
      rmdir "$instance" || say "left behind: $PWD/$instance"
    fi
  done
  for event in $made; do put "-:$group/$event" kprobe_events; done
}

seconds=60 matches=1
while getopts t:n:h option; do
  case $option in
    t) seconds=$OPTARG ;;
    n) matches=$OPTARG ;;
    *)
      echo "-t SECONDS: trace for so long (60); -n CALLS: until so many calls have failed (1)"
      [ "$option" = h ]
      exit
      ;;
  esac
done
case "$seconds$matches" in
  *[!0-9]*) say "-t and -n take whole numbers"; exit 2 ;;
esac
[ "$(id -u)" -eq 0 ] || { say "only root can trace the kernel: use sudo"; exit 1; }
enter_tracefs || { say "tracefs cannot be mounted at /sys/kernel/tracing"; exit 1; }
[ -e kprobe_events ] || { say "the kernel has no probes: CONFIG_KPROBE_EVENTS is not set"; exit 1; }

group=errnopath_$$ traced=instances/errnopath_$$ calls=instances/errnopath_$$_calls
reader= timer= made=
trap clean_up EXIT
trap "exit 130" INT
trap "exit 143" TERM
trap "exit 129" HUP
trap "exit 141" PIPE
mkdir "$traced" "$calls" || exit 1
put 64 "$calls/buffer_size_kb"
for instance in "$traced" "$calls"; do
  put boot "$instance/trace_clock"
  put 1 "$instance/options/event-fork"
  put $$ "$instance/set_event_notrace_pid"
  if [ -n "$pid" ]; then
    for task in /proc/"$pid"/task/*; do put "$(basename "$task")" "$instance/set_event_pid"; done
  fi
done
put 1 "$traced/options/stacktrace"
put 1 "$traced/options/sym-offset"

result="ret=\$retval:s32" range=
case $(uname -m) in
  *64* | s390x) result="$result all=\$retval:u64" range="&&(all<4294967296||all>18446744073709547520)" ;;
esac
set -- $(printf "%s\n" "$probes" | awk '
  function low(hex,  i, value) {
    hex = tolower(substr(hex, length(hex) - 7)); value = 0
    for (i = 1; i <= length(hex); i++) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value
  }
  { name[NR] = $1; number[NR] = $2; filter[NR] = $3; asked[$1] = 1 }
  END {
    while ((getline line < "available_filter_functions") > 0) {
      split(line, word, " "); full = word[1]
      if (full in asked) listed[full] = 1
      else if (sub(/([.](isra|constprop)[.][0-9]+)+$/, "", word[1]) && word[1] in asked) { clone[word[1]] = full; asked[full] = 1 }
    }
    while ((getline line < "/proc/kallsyms") > 0) {
      split(line, word, " ")
      if (word[3] == "_text") text = low(word[1])
      if (word[3] in asked && word[2] ~ /^[tTwW]$/) at[word[3]] = at[word[3]] " " word[1]
    }
    for (i = 1; i <= NR; i++) {
      full = name[i]
      if (!(full in listed) && full in clone) full = clone[full]
      places = split(at[full], place, " ")
      if (places < 2 || low(place[1]) <= text) print full, full, number[i], filter[i]
      else for (j = 1; j <= places; j++) printf "_text+%.0f %s %s %s\n", low(place[j]) - text, full, number[i], filter[i]
    }
  }')
asked=$(($# / 4)) attached=0 names= rivals=
while [ $# -ge 4 ]; do
  event=probe_$((attached + 1))
  if put "r:$group/$event $1 $result sp=%$stack_pointer" kprobe_events; then
    made="$made $event"
    if put "($4)$range" "$traced/events/$group/$event/filter" && put 1 "$traced/events/$group/$event/enable"; then
      attached=$((attached + 1)) names="$names $2" rivals="$rivals $3"
    else
      put "-:$group/$event" kprobe_events
    fi
  fi
  shift 4
done

leave=syscalls/sys_exit_$syscall enter=syscalls/sys_enter_$syscall
if ! [ -d "events/$leave" ]; then
  leave=$group/leave enter=$group/enter
  put "p:$enter $entry" kprobe_events && put "r:$leave $entry ret=\$retval:s32" kprobe_events && made="$made enter leave"
fi
put 1 "$calls/events/$enter/enable"
put "$exits" "$traced/events/$leave/filter" && put 1 "$traced/events/$leave/enable" || {
  say "$syscall itself cannot be traced"
  exit 1
}

interactive=
case "$(awk -W version < /dev/null 2>&1)" in mawk*) interactive="-W interactive" ;; esac
now=$(date +%H:%M:%S)
read -r uptime rest < /proc/uptime
export LC_ALL=C calls syscall errno comm matches names rivals now uptime
awk $interactive "$read_events" "$traced/trace_pipe" < /dev/null &
reader=$!
(
  trap 'kill "$sleeper"; exit' TERM
  sleep "$seconds" & sleeper=$!
  wait "$sleeper"
  kill -PIPE "$reader"
) < /dev/null > /dev/null 2>&1 &
timer=$!
echo "errnopath attached $attached of $asked symbols"
wait "$reader" || { say "ended before $matches of the calls failed"; exit 1; }
`;
