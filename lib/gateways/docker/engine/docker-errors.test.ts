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
  ['An image does not exist locally with the tag: r/x', 'image_tag_missing'],
  ['tag does not exist: r/x:2', 'image_tag_missing'],
  ['denied: requested access to the resource is denied', 'registry_push_denied'],
  [
    'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'registry_push_denied',
  ],
  ['unsupported: The operation is unsupported.', 'registry_push_denied'],
  ['no basic auth credentials', 'registry_push_login'],
  [
    'push access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
    'registry_push_login',
  ],
  ['write tcp 10.0.0.2:1->10.0.0.1:2: use of closed network connection', 'registry_unreachable'],
  ['unauthorized: authentication required', 'registry_push_login'],
  [
    'failed to authorize: unexpected status from POST request to https://r/v2/x/blobs/uploads/: 401 Unauthorized',
    'registry_push_login',
  ],
  ['Get "https://r:5000/v2/": http: server gave HTTP response to HTTPS client', 'registry_plain_http'],
  ['Get "https://r/v2/": dial tcp 10.0.0.1:443: connect: connection refused', 'registry_unreachable'],
  ['received unexpected HTTP status: 503 Service Unavailable', 'registry_error'],
  [
    'failed to copy: failed to do request: Put "http://r/v2/x/blobs/uploads/1": readfrom tcp 10.0.0.2:1->10.0.0.1:2: write tcp 10.0.0.2:1->10.0.0.1:2: use of closed network connection',
    'registry_unreachable',
  ],
])('a push that ends with "%s" is told as %s', (message, code) => {
  expect(mapMessage(message, { image: 'x', isPush: true }).code).toBe(code);
});

test.each([
  ['Container c0ffee is paused, unpause the container before exec', 'container_paused'],
  ['cannot start a paused container, try unpause instead', 'container_paused'],
  [
    'failed to get digest sha256:a2: open /var/lib/docker/image/overlay2/imagedb/content/sha256/a2: no such file or directory',
    'image_not_found',
  ],
  ['removal of container web is already in progress', 'container_removing'],
  ['container is marked for removal and cannot be started', 'container_removing'],
  ['container c0ffee is not running', 'container_not_running'],
  ['Cannot pause container c0ffee: cannot pause a stopped container: unknown', 'container_not_running'],
  ['cannot exec in a stopped state: unknown', 'container_not_running'],
  ['cannot resume a deleted process: unknown', 'container_not_running'],
  ['configured logging driver does not support reading', 'container_log_unreadable'],
  ['Get "https://r/v2/": EOF', 'docker_error'],
])('of a container "%s" is told as %s', (message, code) => {
  expect(mapMessage(message, { container: 'c0ffee' }).code).toBe(code);
});

/** In the words of the classic builder of Docker 20.10, and of BuildKit in 26.1 and 28.5. */
test.each([
  ['dockerfile parse error line 3: unknown instruction: RUNN', 'build_dockerfile_invalid'],
  ['failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN', 'build_dockerfile_invalid'],
  ['No build stage in current context', 'build_dockerfile_invalid'],
  ['the Dockerfile cannot be empty', 'build_dockerfile_missing'],
  ['the Dockerfile (Dockerfile) cannot be empty', 'build_dockerfile_missing'],
  ['Cannot locate specified Dockerfile: Other', 'build_dockerfile_missing'],
  ['failed to solve: failed to read dockerfile: open Other: no such file or directory', 'build_dockerfile_missing'],
  ['failed to reach build target none in Dockerfile', 'build_target_missing'],
  ['failed to solve: target stage "none" could not be found', 'build_target_missing'],
  [
    'COPY failed: file not found in build context or excluded by .dockerignore: stat none: file does not exist',
    'build_file_missing',
  ],
  ['failed to compute cache key: failed to calculate checksum of ref a::b: "/none": not found', 'build_file_missing'],
  ["The command '/bin/sh -c wget http://x/404' returned a non-zero code: 8", 'build_step_failed'],
  [
    'failed to solve: process "/bin/sh -c wget http://x/ # no space left on device" did not complete successfully: exit code: 8',
    'build_step_failed',
  ],
  ['the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/', 'build_needs_buildkit'],
  [
    'failed to solve: none: failed to resolve source metadata for docker.io/library/none:1: docker.io/library/none:1: not found',
    'image_not_found',
  ],
  [
    'failed to do request: Head "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
    'registry_unreachable',
  ],
  ['write /var/lib/docker/tmp/x: no space left on device', 'disk_full'],
  ['something else', 'build_failed'],
])('of a build "%s" is told as %s', (message, code) => {
  expect(mapMessage(message, { isBuild: true }).code).toBe(code);
});

/** In the words of Docker 20.10 and 28.5. */
test.each([
  ['error while removing network: network app id a99 has active endpoints', 'network_in_use'],
  ['error while removing network: network app has active endpoints (name:"web" id:"c0ffee")', 'network_in_use'],
  ['bridge is a pre-defined network and cannot be removed', 'network_predefined'],
  ['operation is not permitted on predefined host network ', 'network_predefined'],
  ['network with name app already exists', 'network_name_taken'],
  ['Pool overlaps with other one on this address space', 'network_overlaps'],
  ['invalid pool request: Pool overlaps with other one on this address space', 'network_overlaps'],
  [
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    'network_pools_full',
  ],
  ['all predefined address pools have been fully subnetted', 'network_pools_full'],
  ["no available IPv4 addresses on this network's address pools: app (a99)", 'network_full'],
  ['invalid network config:\ninvalid subnet 10.1.2.3/24: it should be 10.1.2.0/24', 'network_subnet_invalid'],
  [
    "invalid network config:\ninvalid gateway 10.9.9.9: parent subnet 10.1.2.0/24 doesn't contain this address",
    'network_subnet_invalid',
  ],
  ['failed to allocate gateway (10.0.0.1): Address already in use', 'network_subnet_invalid'],
  ['endpoint with name web already exists in network app', 'network_connected'],
  ['container c0ffee is not connected to the network app', 'network_not_connected'],
  ['container c0ffee is not connected to network app', 'network_not_connected'],
  ['container cannot be disconnected from host network or connected to host network', 'network_mode_fixed'],
  ['cannot connect container to host network - container must be created in host network mode', 'network_mode_fixed'],
  ['cannot disconnect container from host network - container was created in host network mode', 'network_mode_fixed'],
  ['container cannot be connected to multiple networks with one of the networks in private (none) mode', 'network_mode_fixed'],
  [
    'container sharing network namespace with another container or host cannot be connected to any other network',
    'network_mode_fixed',
  ],
  ['network-scoped alias is supported only for containers in user defined networks', 'network_alias_unsupported'],
  ['network app not found', 'network_not_found'],
  ['error while removing network: unknown network app id c0ffee', 'network_not_found'],
  ['Bind for 0.0.0.0:80 failed: port is already allocated', 'port_taken'],
])('of a network "%s" is told as %s', (message, code) => {
  expect(mapMessage(message, {}).code).toBe(code);
});

test.each([
  'network nope not found',
  'failed to set up container networking: network nope not found',
  'could not find a network matching network mode nope: network nope not found',
])('of a new container "%s" is about its network, not about its image', (message) => {
  expect(mapMessage(message, { image: 'ubuntu' }, 404).code).toBe('network_not_found');
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
