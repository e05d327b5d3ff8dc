#!/bin/sh
# Process 1 of a lab node, inside fresh mount, uts, pid and ipc namespaces. Everything mounted here lives in the node's own
# mount namespace and goes with it. Arguments: root, base, upper, work, data directory, host name.
set -eu
root=$1 base=$2 upper=$3 work=$4 data=$5 name=$6

mount -t overlay overlay -o "lowerdir=$base,upperdir=$upper,workdir=$work" "$root"
# Docker's own overlays cannot lie on an overlay.
for directory in docker containerd registry; do
  mkdir -p "$data/$directory" "$root/var/lib/$directory"
  mount --bind "$data/$directory" "$root/var/lib/$directory"
done
mount -t proc proc "$root/proc"
# A sysfs of its own shows the links of this network namespace, not the machine's; the cgroup mounts come along, for dockerd.
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/run"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
mkdir -p "$root/run/sshd" "$root/run/lock"
# A /dev of its own: the machine's disks are nobody's business in a node.
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
mkdir -p "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
mount -t mqueue mqueue "$root/dev/mqueue"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/full" c 1 7
mknod -m 666 "$root/dev/random" c 1 8
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/tty" c 5 0
echo "$name" > /proc/sys/kernel/hostname
# The sign for whoever waits outside that the node can be entered.
touch "$root/run/lab-node-is-up"
# pivot_root(2) and not chroot(1): the machine's own mounts go out of this namespace. A chroot would keep them in it, and with them
# /run/netns, so that one lab would hold the namespaces of another that was taken down.
cd "$root"
mkdir -p mnt
pivot_root . mnt
cd /
umount -l /mnt
# bash, not sleep, as process 1: it reaps what is orphaned in the node.
exec /bin/bash -c 'trap "exit 0" TERM; while :; do sleep 86400 & wait $!; done' </dev/null >/dev/null 2>&1
