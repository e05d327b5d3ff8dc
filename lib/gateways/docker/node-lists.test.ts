import { expect, test } from 'vitest';
import type { DockerEvent } from './engine/system';
import { staleAfter } from './node-lists';

test.each<[DockerEvent['kind'], string, string[]]>([
  ['container', 'start', ['containers']],
  ['container', 'destroy', ['containers']],
  // Told of the container, and makes an image.
  ['container', 'commit', ['containers', 'images']],
  ['image', 'tag', ['containers', 'images']],
  ['network', 'connect', []],
  ['other', 'create', []],
])('after %s %s these are listed again: %j', (kind, action, names) => {
  expect(staleAfter({ kind, action, id: 'a', name: 'a', exitCode: null, atMs: 0 })).toEqual(names);
});
