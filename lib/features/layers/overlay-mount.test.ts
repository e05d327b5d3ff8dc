import { expect, test } from 'vitest';
import { takeMount } from './containerd-directories';
import { noDirectories } from './directories';
import { parseOverlayMount } from './overlay-mount';

const snapshots = '/var/lib/docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots';
const root = (options: string) => `overlay / overlay rw,relatime,${options} 0 0`;

test('the lower directories come from the base up, whatever else is mounted', () => {
  const mounts = [
    root(`lowerdir=${snapshots}/5/fs:${snapshots}/4/fs:${snapshots}/1/fs,upperdir=${snapshots}/6/fs,workdir=${snapshots}/6/work`),
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

test('lower directories that are named from the directory of all snapshots are found there', () => {
  expect(parseOverlayMount(root(`lowerdir=408/fs:407/fs,upperdir=${snapshots}/409/fs`))).toEqual({
    upperDir: `${snapshots}/409/fs`,
    lowerDirs: [`${snapshots}/407/fs`, `${snapshots}/408/fs`],
  });
  // Nothing says where this is.
  expect(parseOverlayMount(root('lowerdir=408/fs,upperdir=409/fs'))).toEqual({ upperDir: null, lowerDirs: [null] });
});

const taken = (chain: string[], lowerDirs: string[]) => {
  const found = noDirectories();
  takeMount(found, 'c', chain, { upperDir: '/u', lowerDirs });
  return found;
};

test('as many directories as layers and one: the topmost is -init', () => {
  const found = taken(['base', 'top'], ['/1', '/2', '/3']);
  expect(found.layers.get('base')?.directory).toBe('/1');
  expect(found.layers.get('top')?.directory).toBe('/2');
  expect(found.readWrite.get('c')).toMatchObject({ directory: '/u', initDirectory: '/3' });
});

test('the -init of a committed container between the layers makes them unknown, never wrong', () => {
  const found = taken(['base', 'committed'], ['/6', '/410', '/413', '/414']);
  expect(found.layers.size).toBe(0);
  expect(found.readWrite.get('c')?.initDirectory).toBe('/414');
});

test('two containers that contradict each other leave the layer unknown', () => {
  const found = taken(['base'], ['/1', '/2']);
  takeMount(found, 'd', ['base'], { upperDir: '/v', lowerDirs: ['/9', '/3'] });
  expect(found.layers.get('base')?.directory).toBeNull();
});
