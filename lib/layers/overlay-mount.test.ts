import { expect, test } from 'vitest';
import { parseOverlayMount } from './overlay-mount';

const snapshots = '/var/lib/docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots';

test('the lower directories come from the base up, whatever else is mounted', () => {
  const mounts = [
    `overlay / overlay rw,relatime,lowerdir=${snapshots}/5/fs:${snapshots}/4/fs:${snapshots}/1/fs,upperdir=${snapshots}/6/fs,workdir=${snapshots}/6/work 0 0`,
    'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
    `overlay /elsewhere overlay rw,lowerdir=/x,upperdir=/y,workdir=/z 0 0`,
  ].join('\n');
  expect(parseOverlayMount(mounts)).toEqual({
    upperDir: `${snapshots}/6/fs`,
    lowerDirs: [`${snapshots}/1/fs`, `${snapshots}/4/fs`, `${snapshots}/5/fs`],
  });
});

test('newer kernels list one lower directory after another', () => {
  expect(parseOverlayMount('overlay / overlay rw,lowerdir+=/c,lowerdir+=/b,lowerdir+=/a,upperdir=/u,workdir=/w 0 0')).toEqual({
    upperDir: '/u',
    lowerDirs: ['/a', '/b', '/c'],
  });
});

test('escaped names are read, and a root that is no overlay is none', () => {
  expect(parseOverlayMount('overlay / overlay rw,lowerdir=/a\\040b,upperdir=/u,workdir=/w 0 0')?.lowerDirs).toEqual(['/a b']);
  expect(parseOverlayMount('/dev/sda1 / ext4 rw 0 0')).toBeNull();
  expect(parseOverlayMount('')).toBeNull();
});
