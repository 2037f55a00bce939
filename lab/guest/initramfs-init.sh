#!/bin/busybox sh
# First program of a guest: loads what the disk needs, mounts it and goes on there with root-init.sh.
set -e
/bin/busybox mkdir -p /proc /dev /root
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
while read -r module; do
  /bin/busybox insmod "/modules/$module"
done </modules/order
while [ ! -b /dev/vda ]; do /bin/busybox usleep 20000; done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /root
/bin/busybox mount -t tmpfs -o mode=755 run /root/run
/bin/busybox mkdir /root/run/lab
/bin/busybox cp /agent.py /root-init.sh /root/run/lab/
/bin/busybox umount /proc
exec /bin/busybox switch_root /root /bin/sh /run/lab/root-init.sh
