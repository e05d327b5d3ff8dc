import { canonicalReference } from '@/lib/gateways/docker/reference';
import type { Deed } from './kind';

/** Which events of Docker a deed is, by kind and action. BuildKit tells `create` or `tag` of the image it made, the classic builder `tag`. */
const events: Record<string, { kind: Deed['kind']; is: RegExp }> = {
  pull: { kind: 'image', is: /^pull$/ },
  push: { kind: 'image', is: /^push$/ },
  tag: { kind: 'image', is: /^tag$/ },
  untag: { kind: 'image', is: /^untag$/ },
  build: { kind: 'image', is: /^(tag|create|build)$/ },
  create: { kind: 'container', is: /^create$/ },
  start: { kind: 'container', is: /^start$/ },
  attach: { kind: 'container', is: /^attach$/ },
  exec: { kind: 'container', is: /^exec_(create|start)\b/ },
  commit: { kind: 'container', is: /^commit$/ },
  die: { kind: 'container', is: /^die$/ },
  destroy: { kind: 'container', is: /^destroy$/ },
  detach: { kind: 'terminal', is: /^detach$/ },
};

export interface WantedDeed {
  event: string;
  container?: string | undefined;
  image?: string | readonly string[] | undefined;
}

/** The deeds of a log that are the one wanted, oldest first. Pure. */
export function deedsIn(deeds: readonly Deed[], { event, container, image }: WantedDeed): Deed[] {
  const wanted = events[event];
  if (!wanted) return [];
  const refs = image === undefined ? null : (typeof image === 'string' ? [image] : image).map(canonicalReference);
  return deeds.filter(
    (deed) =>
      deed.kind === wanted.kind &&
      wanted.is.test(deed.action) &&
      (container === undefined || isContainer(deed, container)) &&
      (refs === null || imageNames(deed, deeds).some((name) => refs.includes(canonicalReference(name)))),
  );
}

/** By its exact name, or its id. */
export const isContainer = (deed: Deed, container: string): boolean =>
  deed.name === container || (deed.id !== null && container.length >= 12 && deed.id.startsWith(container));

/** `docker run -it` tells `create`, `attach`, then `start`: the first two say nothing of what became of the command. So it is with `exec`. */
export const isBeginning = ({ kind, action }: Deed): boolean =>
  (kind === 'container' && /^(create|attach|exec_create|exec_start)\b/.test(action)) ||
  (kind === 'terminal' && action === 'attached');

/**
 * Changes nothing: a terminal was told its size, which `docker run -it` does after its start, somebody looked or copied out, or a signal was
 * sent. A signal that ends a container is told as `die`, too; the Docker CLI passes on each SIGWINCH of its terminal as a `kill`.
 */
export const isLook = ({ kind, action }: Deed): boolean =>
  kind === 'container' && /^(resize|kill|top|archive-path|export|copy)\b/.test(action);

/** Docker does it by itself too: health checks are `exec`s, as often as the image says. */
export const isByItself = ({ kind, action }: Deed): boolean => kind === 'container' && /^(exec_die|health_status)\b/.test(action);

/** An image came by `docker pull`, or by a `docker run` that had not got it. */
export const isPull = ({ kind, action }: Deed): boolean => kind === 'image' && action === 'pull';

const isDigest = (text: string | null): boolean => text === null || /^(sha256:)?[a-f0-9]{64}$/.test(text);

/** What an event calls its image. `untag` tells the image's id alone (moby daemon/images/image_delete.go): then the names it had. */
function imageNames(deed: Deed, deeds: readonly Deed[]): string[] {
  if (deed.kind !== 'image') return deed.image === null ? [] : [deed.image];
  const told = isDigest(deed.id) ? deed.name : deed.id;
  if (told !== null && !isDigest(told)) return [told];
  return deeds.flatMap((other) =>
    other.kind === 'image' && other.id === deed.id && other.name && !isDigest(other.name) ? [other.name] : [],
  );
}
