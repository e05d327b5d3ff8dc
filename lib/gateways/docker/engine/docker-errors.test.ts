import { expect, test } from 'vitest';
import { mapMessage } from './docker-errors';
import { canonicalReference } from '../reference';

/** In the words of Docker 20.10 and 26.1 on overlay2, and of the containerd store. */
test.each([
  ['toomanyrequests: You have reached your pull rate limit.', 'registry_rate_limited'],
  ['unexpected status from HEAD request to https://r/v2/x/manifests/1: 429 Too Many Requests', 'registry_rate_limited'],
  ['Head "https://r/v2/x/manifests/1": no basic auth credentials', 'registry_login_needed'],
  ['unauthorized: authentication required', 'registry_login_needed'],
  ['failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized', 'registry_login_needed'],
  [
    'pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth',
    'registry_login_needed',
  ],
  ['manifest for r/x:2 not found: manifest unknown: manifest unknown', 'image_not_found'],
  ['name unknown: repository name not known to registry', 'image_not_found'],
  ['failed to resolve reference "r/x:2": r/x:2: not found', 'image_not_found'],
  ['no matching manifest for linux/amd64 in the manifest list entries', 'image_platform'],
  ['no match for platform in manifest: not found', 'image_platform'],
  ['received unexpected HTTP status: 503 Service Unavailable', 'registry_error'],
  ['unexpected status from GET request to https://r/v2/: 500 Internal Server Error', 'registry_error'],
  ['Get "https://r/v2/": dial tcp 10.0.0.1:443: connect: connection refused', 'registry_unreachable'],
  ['write /var/lib/docker/tmp/GetImageBlob1: no space left on device', 'disk_full'],
])('a pull that ends with "%s" is told as %s', (message, code) => {
  expect(mapMessage(message, { image: 'x' }).code).toBe(code);
});

test.each([
  ['Container c0ffee is paused, unpause the container before exec', 'container_paused'],
  ['container c0ffee is not running', 'container_not_running'],
  ['configured logging driver does not support reading', 'container_log_unreadable'],
  ['Get "https://r/v2/": EOF', 'docker_error'],
])('of a container "%s" is told as %s', (message, code) => {
  expect(mapMessage(message, { container: 'c0ffee' }).code).toBe(code);
});

test('what Docker said is shown, and not without end', () => {
  expect(mapMessage('x'.repeat(8_000_000), {}).detail).toHaveLength(1_000);
});

test.each(['x', 'x:latest', 'library/x', 'docker.io/x', 'docker.io/library/x:latest', 'index.docker.io/library/x'])(
  '%s is one image',
  (ref) => {
    expect(canonicalReference(ref)).toBe('docker.io/library/x:latest');
  },
);

test('other registries, tags and digests are other images', () => {
  expect(canonicalReference('localhost/x')).toBe('localhost/x:latest');
  expect(canonicalReference('10.0.0.1:5000/x')).toBe('10.0.0.1:5000/x:latest');
  expect(canonicalReference('a/x:2')).toBe('docker.io/a/x:2');
  expect(canonicalReference('x@sha256:1')).toBe('docker.io/library/x@sha256:1');
});
