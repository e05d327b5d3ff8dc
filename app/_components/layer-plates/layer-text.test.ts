import { expect, test } from 'vitest';
import { createdByText, fitColumns, listCommand, plateName, shortDirectory } from './layer-text';

const id = 'cd1a69de92b6'.padEnd(64, '0');

test('a directory of overlay2 is called by the first 12 characters of its cache-id, with or without diff', () => {
  expect(shortDirectory(`/var/lib/docker/overlay2/${id}`)).toBe('cd1a69de92b6');
  expect(shortDirectory(`/var/lib/docker/overlay2/${id}/diff`)).toBe('cd1a69de92b6');
});

test('a snapshot of the containerd store is called by its number', () => {
  expect(shortDirectory('/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/12/fs')).toBe('snapshots/12');
});

test('without a directory the diff ID names the plate', () => {
  expect(plateName(null, `sha256:${id}`)).toBe('cd1a69de92b6');
  expect(plateName(null, null)).toBe('—');
});

test('the command lists the files, wherever the store keeps them', () => {
  expect(listCommand(`/var/lib/docker/overlay2/${id}`)).toBe(`ls -1 /var/lib/docker/overlay2/${id}/diff`);
  expect(listCommand(`/var/lib/docker/overlay2/${id}/diff`)).toBe(`ls -1 /var/lib/docker/overlay2/${id}/diff`);
  expect(listCommand('/srv/snapshots/4/fs')).toBe('ls -1 /srv/snapshots/4/fs');
});

test('history is read back as the line of the Dockerfile', () => {
  expect(createdByText('/bin/sh -c #(nop) ADD file:3acc741be29b in / ')).toBe('ADD file:3acc741be29b in /');
  expect(createdByText('/bin/sh -c apt-get  update')).toBe('RUN apt-get update');
  expect(createdByText('RUN /bin/sh -c apt-get update # buildkit')).toBe('RUN apt-get update');
});

test('a text is cut to monospace columns; Hangul takes two', () => {
  expect(fitColumns('abcdef', 6)).toBe('abcdef');
  expect(fitColumns('abcdefg', 6)).toBe('abcde…');
  expect(fitColumns('가나다', 6)).toBe('가나다');
  expect(fitColumns('가나다라', 6)).toBe('가나…');
});
