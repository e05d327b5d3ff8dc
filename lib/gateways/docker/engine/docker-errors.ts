import { AppError, isAppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { answerLimits, clean } from './answer';

/** What dockerode throws: the HTTP status and the Engine's `{message}`. */
interface EngineError extends Error {
  statusCode?: number;
  json?: { message?: string } | null;
}

/** What a call was about, for the user's text. */
export interface About {
  container?: string;
  image?: string;
  /** It was sent to a registry. */
  isPush?: boolean;
  /** An archive of images was given. */
  isLoad?: boolean;
  /** Of its files: `container` is there, and a 404 with words is said of a path. */
  isFile?: boolean;
  /** An image was built: what it pulls is not named beforehand. */
  isBuild?: boolean;
  /** A sign-in to a registry was tried. */
  isSignIn?: boolean;
  /** The registry was shown a sign-in: where it still wants one, that one is wrong. */
  isSignedIn?: boolean;
}

/**
 * What a registry answered, or that it did not, in the words of moby (distribution/errors.go), containerd (remotes/docker) and the codes of
 * the distribution specification. Before "not found": some name the image in the same breath.
 */
const pulling: Array<[RegExp, ErrorCode]> = [
  [/no matching manifest for|no match for platform|does not match the specified platform/i, 'image_platform'],
  [/too ?many ?requests|toomanyrequests|\b429\b/i, 'registry_rate_limited'],
  [
    /no basic auth credentials|authentication required|authorization failed|unauthorized|\b401\b|incorrect username or password|pull access denied|insufficient_scope|requested access to the resource is denied/i,
    'registry_login_needed',
  ],
  [
    /no such image|manifest unknown|name unknown|name_unknown|manifest for .* not found|repository does not exist|\b404\b.*not found|: not found/i,
    'image_not_found',
  ],
  [/server gave HTTP response/i, 'registry_plain_http'],
  [/\b50[0-9]\b|internal server error|bad gateway|service unavailable|received unexpected HTTP status/i, 'registry_error'],
  [
    /dial tcp|connection refused|connection reset|i\/o timeout|no such host|no route to host|network is unreachable|tls:|x509|unexpected EOF|\bEOF\b|broken pipe|closed network connection|failed to do request|TLS handshake|Client\.Timeout|deadline exceeded/i,
    'registry_unreachable',
  ],
];
/** The same of a push. Docker says "denied" of a missing login in the same breath, and "authorization" of somebody else's repository. */
const pushing: Array<[RegExp, ErrorCode]> = [
  [/does not exist locally|tag does not exist/i, 'image_tag_missing'],
  [/no basic auth credentials/i, 'registry_push_login'],
  [/denied|insufficient_scope|\b403\b|method not allowed|\b405\b|operation is unsupported/i, 'registry_push_denied'],
  [/authentication required|authorization failed|unauthorized|\b401\b/i, 'registry_push_login'],
];
/** What is wrong with an archive: moby image/tarexport, archive/tar of Go, and containerd images/archive. */
const loading: Array<[RegExp, ErrorCode]> = [
  [/no space left on device/i, 'disk_full'],
  [
    /tar header|archive\/tar|processing tar|unexpected EOF|no such file or directory|unrecognized image format|invalid character|invalid archive|invalid manifest|cannot unmarshal|gzip|magic number|no target for symlink/i,
    'image_archive_invalid',
  ],
];
/** Of the calls of `docker cp`: moby daemon/archive_unix.go and pkg/archive, the words of errno(3). */
const filing: Array<[RegExp, ErrorCode]> = [
  [/is marked read-only|read-only file system/i, 'file_read_only'],
  [/device or resource busy/i, 'file_mounted'],
  [/cannot overwrite directory|is a directory/i, 'file_not_regular'],
  [/extraction point is not a directory|not a directory/i, 'file_not_directory'],
  [/file name too long/i, 'file_name_too_long'],
  [/could not find the file|no such file or directory|too many (levels of symbolic )?links/i, 'file_not_found'],
];
/** Why nothing is built: BuildKit's solver and Dockerfile frontend, and moby builder/dockerfile. What a step ran may say anything. */
const building: Array<[RegExp, ErrorCode]> = [
  [/did not complete successfully|executor failed running|returned a non-zero code/i, 'build_step_failed'],
  [/requires BuildKit/i, 'build_needs_buildkit'],
  [/no space left on device/i, 'disk_full'],
  [/target stage .* could not be found|failed to reach build target/i, 'build_target_missing'],
  [
    /failed to read dockerfile|cannot locate specified Dockerfile|Dockerfile( \(.*\))? cannot be empty/i,
    'build_dockerfile_missing',
  ],
  [
    /dockerfile parse error|unknown instruction|file with no instructions|no build stage in current context|failed to parse (stage|platform)|failed to process "|invalid from flag value|circular dependency/i,
    'build_dockerfile_invalid',
  ],
  [
    /failed to (compute cache key|calculate checksum|walk)[^\n]*(not found|no such file)|"\/[^"]*":? not found|lstat \S+: no such file|(COPY|ADD) failed: (file not found|no source files|forbidden path|stat )|forbidden path outside the build context/i,
    'build_file_missing',
  ],
];
/** These speak of a registry, so of pulls alone: a 5xx elsewhere with "EOF" in it is Docker's own trouble. */
const ofPulls: ReadonlySet<ErrorCode> = new Set([
  'image_platform',
  'registry_rate_limited',
  'registry_login_needed',
  'registry_unreachable',
  'registry_error',
  'registry_plain_http',
]);

const wantsLogin: ReadonlySet<ErrorCode> = new Set(['registry_login_needed', 'registry_push_login']);

/** Before the others: a gateway's "address already in use" is no port's. From moby libnetwork, daemon/network.go and runconfig/errors.go. */
const networking: Array<[RegExp, ErrorCode]> = [
  [/has active endpoints/i, 'network_in_use'],
  [/is a pre-defined network|not permitted on predefined/i, 'network_predefined'],
  [/network with name .* already exists/i, 'network_name_taken'],
  [/pool overlaps|networks have overlapping/i, 'network_overlaps'],
  [/non-overlapping ipv4 address pool|predefined address pools have been fully subnetted/i, 'network_pools_full'],
  [/no available ipv4 addresses/i, 'network_full'],
  [
    /invalid network config|invalid pool request|no matching subnet|failed to allocate gateway|does not belong to any of this network/i,
    'network_subnet_invalid',
  ],
  [/endpoint with name .* already exists in network|is already attached to network/i, 'network_connected'],
  [/is not connected to (the )?network|^endpoint \S+ not found/i, 'network_not_connected'],
  [/(to|from) host network|private \(none\) mode|sharing network namespace/i, 'network_mode_fixed'],
  [/network-scoped alias is supported only/i, 'network_alias_unsupported'],
  // The last: 20.10 of one that somebody else removes at that moment (libnetwork).
  [/network \S+ not found|no such network|unknown network /i, 'network_not_found'],
];

/** What the Engine literally says → our code. Read from moby's own messages; the first that fits decides. */
const byMessage: Array<[RegExp, ErrorCode]> = [
  ...networking,
  [/container name "?\/?([^" ]*)"? is already in use/i, 'container_name_taken'],
  // strerror(ENOSPC)
  [/no space left on device/i, 'disk_full'],
  [/port is already allocated|address already in use|ports are not available/i, 'port_taken'],
  [/executable file not found|no such file or directory: unknown|exec: ".*": (stat|permission)/i, 'command_not_found'],
  [/no such volume/i, 'volume_not_found'],
  [/volume is in use/i, 'volume_in_use'],
  // moby libnetwork: "network NAME not found", "could not find a network matching …".
  [/network \S+ not found|could not find a network/i, 'network_not_found'],
  // Docker 20.10 of an image that went while it was worked with (moby image/fs.go).
  [/failed to get digest sha256/i, 'image_not_found'],
  // moby daemon/delete.go, start.go, and state.go for a command that met it on its way.
  [/removal of container .* is already in progress|marked for removal/i, 'container_removing'],
  [/no such container/i, 'container_not_found'],
  [/container .* is paused|cannot start a paused container/i, 'container_paused'],
  [/is not running|container .* is restarting/i, 'container_not_running'],
  // containerd pkg/process/init_state.go, of a container that ended while it was asked.
  [/cannot \w+( in)? a (stopped|deleted) (container|process|state)/i, 'container_not_running'],
  [/you cannot remove a running container|cannot remove container .*running|stop the container before/i, 'container_running'],
  [/conflict: unable to (remove|delete)|image is (being used|referenced)|unable to remove repository reference/i, 'image_in_use'],
  [/invalid reference format|repository name must be/i, 'image_reference_invalid'],
  [/configured logging driver does not support reading|no log files? found/i, 'container_log_unreadable'],
  ...pulling,
];

/** @returns our error for whatever a call to the Engine threw. */
export function mapEngineError(error: unknown, about: About = {}): AppError {
  if (isAppError(error)) return error;
  const e = error as EngineError & { code?: string; name?: string };
  if (e.name === 'AbortError' || e.code === 'ABORT_ERR') return new AppError('cancelled', { cause: error });
  const said = e.json?.message;
  const raw = typeof said === 'string' ? said : (e.message ?? String(error));
  // Where dockerode could not read the Engine's own words it puts them, if any, after its own.
  const message = raw.replace(/^\(HTTP code \d+\) .*? - /, '').trim() || raw;
  // No status: the Engine did not answer at all, the channel broke.
  if (e.statusCode === undefined)
    return new AppError('node_lost', { detail: clean(message, answerLimits.saidChars), cause: error });
  return mapMessage(message, about, e.statusCode);
}

/** For messages that come inside a stream, as a pull's `{error: …}` lines, too. */
export function mapMessage(message: string, about: About, status?: number): AppError {
  const own = about.isPush ? pushing : about.isLoad ? loading : about.isFile ? filing : about.isBuild ? building : [];
  const found = [...own, ...byMessage].find(([pattern]) => pattern.test(message));
  const pulls = about.image !== undefined || about.isBuild === true || about.isSignIn === true;
  const said = found && (!ofPulls.has(found[1]) || pulls) ? found[1] : codeOfStatus(status, about);
  const code = about.isSignedIn && wantsLogin.has(said) ? 'registry_credentials_wrong' : said;
  const params: Record<string, string> = {};
  if (about.image) params.image = about.image;
  if (about.container) params.container = about.container;
  const name = /container name "?\/?([^" ]*)"? is already in use/i.exec(message)?.[1];
  if (name) params.name = name;
  const port = /(?:0\.0\.0\.0|\[::\]|\d+\.\d+\.\d+\.\d+):(\d+)/.exec(message)?.[1];
  params.port = port ?? '';
  return new AppError(code, { params, detail: clean(message, answerLimits.saidChars) });
}

function codeOfStatus(status: number | undefined, about: About): ErrorCode {
  if (about.isBuild) return 'build_failed';
  if (status === 404) return about.image ? 'image_not_found' : about.container ? 'container_not_found' : 'docker_error';
  if (status === 409) return 'conflict';
  return 'docker_error';
}
