/** Shell programs that see to it that tools find tracefs, also while nothing can be mounted. */

/**
 * Sets `is_there` and `apart`, two programs as text.
 *
 * bpftrace and syscount (BCC 0.26) look for tracefs under debugfs first, where the kernel mounts it once somebody looks (since 4.1), which
 * fails while no mount is allowed (fs.mount-max, since 4.9). In a mount namespace of its own, unmounting debugfs makes room
 * and lets them look at the other place, where it is mounted already or can be.
 */
export const REACH_TRACEFS = `is_there='
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
`;

/** Runs a command (`$0` and what follows it) where it finds tracefs. */
export const WITH_TRACEFS = `${REACH_TRACEFS}eval "$is_there"
if is_there; then exec "$0" "$@"; fi
exec unshare -m sh -c "$is_there$apart"'exec "$0" "$@"' "$0" "$@"`;

/**
 * Runs a command where it finds tracefs under debugfs, for tools that look nowhere else: in a mount namespace of its own whatever
 * it does not need is unmounted, one after the other, until the kernel can mount tracefs there.
 */
export const WITH_DEBUGFS = `is_there='
is_there() {
  [ -e /sys/kernel/debug/tracing ] || mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
  [ -r /sys/kernel/debug/tracing/trace ]
}
'
apart='
while ! is_there && read -r id parent device root place rest; do
  case $place in / | /proc | /sys | /sys/kernel/debug | /dev | /usr | /usr/* | /bin | /lib* | /var | /var/tmp) ;; *) umount -l "$place" ;; esac
done < /proc/self/mountinfo
'
eval "$is_there"
if is_there; then exec "$0" "$@"; fi
exec unshare -m sh -c "$is_there$apart"'exec "$0" "$@"' "$0" "$@"`;
