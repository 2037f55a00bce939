/** The shell program that starts bpftrace where functions may be missing. */
import { REACH_TRACEFS } from './reach-tracefs.js';

/**
 * Leaves out the functions that the kernel lists neither by name nor as a clone (`foo.isra.0`), then starts bpftrace (`$0`) on the
 * rest. Arguments: SECONDS and CALLS for bpftrace; then the script, a function a line.
 *
 * - Names are predicted, and modules may not be loaded. Each that is missing costs bpftrace a compilation and a warning.
 * - An argument has at most 128 KiB (MAX_ARG_STRLEN, include/uapi/linux/binfmts.h): a long script comes in parts.
 * - What is sent stays in arguments: nothing of it is part of this text.
 */
export const RUN_BPFTRACE = String.raw`${REACH_TRACEFS}start='
seconds=$1 calls=$2; shift 2
list=/sys/kernel/tracing/available_filter_functions
[ -r "$list" ] || list=/sys/kernel/debug/tracing/available_filter_functions
printf "%s\n" "$@" | awk -v list="$list" "
  BEGIN {
    while ((getline line < \"/proc/kallsyms\") > 0) { split(line, word, \" \"); times[word[3]]++ }
    while ((getline line < \"/sys/kernel/debug/kprobes/blacklist\") > 0) { sub(/.*\t/, \"\", line); times[line] = 2 }
    while ((getline line < list) > 0) {
      sub(/ .*/, \"\", line); name = line
      if (times[line] > 1) continue
      if (sub(/([.](isra|constprop)[.][0-9]+)+\$/, \"\", name)) { if (!(name in there)) there[name] = line }
      else there[name] = line
    }
  }
  /^kretprobe:/ {
    name = substr(\$1, 11); sub(/,.*/, \"\", name)
    if (!(name in there)) next
    \$1 = \"kretprobe:\" there[name]; kept++
  }
  { sub(/errnopath attached [0-9]+/, \"errnopath attached \" kept); print }
" | "$0" - "$seconds" "$calls"
'
eval "$is_there"
if is_there; then exec sh -c "$start" "$0" "$@"; fi
exec unshare -m sh -c "$is_there$apart$start" "$0" "$@"`;
