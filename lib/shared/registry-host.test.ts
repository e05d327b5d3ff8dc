import { expect, test } from 'vitest';
import { registryHost, registryHostOf } from './registry-host';

test.each([
  ['x', 'docker.io'],
  ['x:1.0', 'docker.io'],
  ['library/x', 'docker.io'],
  ['docker.io/x', 'docker.io'],
  ['index.docker.io/library/x', 'docker.io'],
  ['localhost/x', 'localhost'],
  ['localhost:5000/x/y:1', 'localhost:5000'],
  ['Registry.Example/x', 'registry.example'],
  ['registry.example:5000/x@sha256:1', 'registry.example:5000'],
  ['docker.io.evil.example/x', 'docker.io.evil.example'],
  // The website is no registry.
  ['hub.docker.com/x', 'hub.docker.com'],
])('%s is asked for at %s', (reference, host) => {
  expect(registryHostOf(reference)).toBe(host);
});

test.each([
  [' https://index.docker.io/v1/ ', 'docker.io'],
  ['registry-1.docker.io', 'docker.io'],
  ['hub.docker.com', 'docker.io'],
  ['GHCR.io', 'ghcr.io'],
  ['http://localhost:5000/v2/', 'localhost:5000'],
])('what is typed or asked as %s is %s', (typed, host) => {
  expect(registryHost(typed)).toBe(host);
});
