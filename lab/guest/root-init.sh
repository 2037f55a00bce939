# Process 1 of a guest: the file systems that every program expects, then the agent; ends with the machine.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=xterm LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /dev/mqueue
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t mqueue mqueue /dev/mqueue
mount -t tmpfs -o mode=1777 tmp /tmp
mount -t securityfs securityfs /sys/kernel/security
mount -t debugfs debugfs /sys/kernel/debug
mount -t tracefs tracefs /sys/kernel/tracing
mount -t bpf bpf /sys/fs/bpf
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ip link set lo up
hostname lab
echo '127.0.0.1 localhost lab' >/etc/hosts
# What a running auditd leaves, without its daemon.
touch /var/log/audit/audit.log
while [ ! -e /dev/vport*p1 ]; do usleep 20000 2>/dev/null || sleep 0.05; done
python3 -S -E /run/lab/agent.py /dev/vport*p1
echo o >/proc/sysrq-trigger
sleep 60
