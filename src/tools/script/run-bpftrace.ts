/** The shell program that starts bpftrace where something may be missing: functions, or tracefs. */

/**
 * Leaves out the functions that the kernel lists neither by name nor as a clone (`foo.isra.0`), then starts bpftrace (`$0`) on the
 * rest. Arguments: SECONDS and CALLS for bpftrace; then the script, a function a line.
 *
 * - Names are predicted, and modules may not be loaded. A function that cannot be attached to ends bpftrace: one that is not
 *   listed, that the kernel refuses to probe, or whose name stands for several. The pattern that the script has for clones is
 *   not needed here, and costs bpftrace 0.17 more than all the rest.
 * - bpftrace looks for tracefs under debugfs first, where the kernel mounts it by itself, which fails while no mount is allowed
 *   (fs.mount-max). In a mount namespace of its own, unmounting debugfs makes room and lets bpftrace look at the other place.
 * - An argument has at most 128 KiB (MAX_ARG_STRLEN, include/uapi/linux/binfmts.h): a long script comes in parts.
 * - What is sent stays in arguments: nothing of it is part of this text.
 */
export const RUN_BPFTRACE = String.raw`is_there='
is_there() {
  [ -r /sys/kernel/debug/tracing/trace ] && return
  [ -e /sys/kernel/debug/tracing ] && return 1
  [ -r /sys/kernel/tracing/trace ] || mount -t tracefs tracefs /sys/kernel/tracing 2> /dev/null
}
'
apart='
umount -l /sys/kernel/debug 2> /dev/null
while ! is_there && read -r id parent device root place rest; do
  case $place in / | /proc | /sys | /dev | /usr | /usr/* | /bin | /lib*) ;; *) umount -l "$place" ;; esac
done < /proc/self/mountinfo
'
start='
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
