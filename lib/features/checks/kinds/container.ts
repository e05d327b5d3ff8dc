import { mapLimited } from '@/lib/core/async/limit';
import type { ContainerAbout } from '@/lib/gateways/docker/engine/present-container-about';
import { containerOf, containersOf, imageOf } from '../asking/docker';
import { asList, errored, failed, firstOf, passed, sameWords } from '../conclusions';
import { defineKind, type LessonStart, type Verdict } from '../kind';
import { bytesOf } from '@/lib/shared/docker-memory';
import type { SpecOf } from '../spec';
import { isFresh } from '../start-time';

type Spec = SpecOf<'container'>;
interface Facts {
  /** By the names asked for, null where there is none; without names all there are. */
  containers: Array<{ name: string; about: ContainerAbout | null }>;
  /** The image it must be made of; its id is null where the node has none. */
  image: { ref: string; id: string | null } | null;
  left: string[] | null;
}
/** Of a list without names so many are looked at. */
const looksAtMost = 64;

/** A container: how it was made, and how it is. */
export const container = defineKind<'container', Facts>({
  is: 'container',
  hears: ['container'],
  channel: 'E',
  async ask(look, spec) {
    const rows = await containersOf(look);
    if (spec.noneLeft) return { containers: [], image: null, left: rows.map((row) => row.name) };
    const names = spec.name === undefined ? rows.slice(0, looksAtMost).map((row) => row.name) : asList(spec.name);
    const containers = await mapLimited(names, 4, async (name) => ({ name, about: await containerOf(look, name) }));
    const image = spec.image === undefined ? null : { ref: spec.image, id: (await imageOf(look, spec.image))?.id ?? null };
    return { containers, image, left: null };
  },
  conclude(spec, facts, start) {
    if (facts.left) return facts.left.length === 0 ? passed(0) : failed('containers_left', { found: facts.left });
    if (spec.state === 'absent') {
      const there = facts.containers.filter(
        (one) => one.about !== null && (spec.name !== undefined || isLike(spec, one.about, facts)),
      );
      return there.length === 0 ? passed() : failed('container_present', { found: there.map((one) => one.name) });
    }
    if (isFresh(spec) && !start) return errored('start_missing');
    const verdicts = facts.containers.map(({ name, about }) => concludeOne(spec, name, about, facts, start));
    if (spec.name !== undefined) return verdicts.find(({ verdict }) => verdict !== 'passed') ?? passed(asList(spec.name));
    const good = verdicts.filter(({ verdict }) => verdict === 'passed').length;
    const wanted = spec.atLeast ?? 1;
    if (good >= wanted) return passed(good);
    return verdicts.length === 1 && wanted === 1 ? (verdicts[0] as Verdict) : failed('container_count', { wanted, found: good });
  },
});

const isLike = (spec: Spec, about: ContainerAbout, facts: Facts): boolean =>
  spec.image === undefined || about.imageId === facts.image?.id;

function concludeOne(spec: Spec, name: string, about: ContainerAbout | null, facts: Facts, start: LessonStart | null): Verdict {
  if (!about) return failed('container_missing', { wanted: name });
  const where = name;
  const is = (reason: 'tty' | 'stdin', wanted: boolean | undefined, has: boolean) =>
    wanted !== undefined && wanted !== has && failed(reason, { wanted, found: has, where });
  const lacks = (reason: 'ports' | 'mounts', wanted: readonly string[] | undefined, has: readonly string[]) => {
    const lacking = wanted?.find((one) => !has.includes(reason === 'ports' ? withProtocol(one) : one));
    return lacking !== undefined && failed(reason, { wanted: lacking, found: has, where });
  };
  return (
    firstOf(
      isFresh(spec) && start?.containerIds.includes(about.id) && failed('stale', { found: name }),
      facts.image &&
        about.imageId !== facts.image.id &&
        failed('container_image', { wanted: facts.image.ref, found: shortId(about.imageId), where }),
      spec.state !== undefined &&
        spec.state !== about.state &&
        failed('container_state', { wanted: spec.state, found: about.state, where }),
      spec.exitCode !== undefined &&
        (about.state !== 'exited' || about.exitCode !== spec.exitCode) &&
        failed('exit_code', { wanted: spec.exitCode, found: about.state === 'exited' ? about.exitCode : about.state, where }),
      is('tty', spec.tty, about.tty),
      is('stdin', spec.stdin, about.stdin),
      spec.command &&
        !sameWords(spec.command, about.command) &&
        failed('command', { wanted: spec.command, found: about.command, where }),
      lacks('ports', spec.ports, about.ports),
      lacks('mounts', spec.mounts, about.mounts),
      spec.memory !== undefined &&
        bytesOf(spec.memory) !== about.memoryBytes &&
        failed('memory', { wanted: bytesOf(spec.memory), found: about.memoryBytes, where }),
    ) ?? passed(name)
  );
}

const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
const withProtocol = (port: string): string => (port.includes('/') ? port : `${port}/tcp`);
