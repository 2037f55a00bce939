/** The shell program that starts bpftrace where something may be missing: functions, or tracefs. */

/**
 * Leaves out the functions that the kernel lists neither by name nor as a clone (`foo.isra.0`), then starts bpftrace (`$0`) on the
 * rest. Arguments: SECONDS and CALLS for bpftrace; then the script, a function a line.
 *
 * - Names are predicted, and modules may not be loaded. Each that is missing costs bpftrace a compilation and a warning.
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
    while ((getline line < list) > 0) {
      sub(/ .*/, \"\", line); listed[line] = 1
      if (sub(/([.](isra|constprop)[.][0-9]+)+\$/, \"\", line)) listed[line] = 1
    }
  }
  /^kretprobe:/ { name = substr(\$0, 11); sub(/,.*/, \"\", name); if (!(name in listed)) next; kept++ }
  { sub(/errnopath attached [0-9]+/, \"errnopath attached \" kept); print }
" | "$0" - "$seconds" "$calls"
'
eval "$is_there"
if is_there; then exec sh -c "$start" "$0" "$@"; fi
exec unshare -m sh -c "$is_there$apart$start" "$0" "$@"`;
