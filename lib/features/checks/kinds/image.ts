import { canonicalReference } from '@/lib/gateways/docker/reference';
import type { ImageAbout } from '@/lib/gateways/docker/engine/present-image-about';
import { imageOf, imagesOf } from '../asking/docker';
import { asList, failed, firstOf, passed, sameWords } from '../conclusions';
import { deedsIn } from '../deed-names';
import { defineKind, type LessonStart, type Verdict } from '../kind';
import type { SpecOf } from '../spec';
import { isFresh, startMs } from '../start-time';

type Spec = SpecOf<'image'>;
interface Found {
  ref: string;
  about: ImageAbout | null;
  /** Docker tells of it since the lesson's start: pulled, tagged, committed, built. */
  touched: boolean;
}
interface Facts {
  images: Found[];
  base: { ref: string; diffIds: string[] | null } | null;
  /** Names of all images; null where nobody asks. */
  left: string[] | null;
  hasGap: boolean;
}
const nameOfBase = (spec: Spec): string | null =>
  spec.basedOn === undefined ? null : typeof spec.basedOn === 'string' ? spec.basedOn : spec.basedOn.not;

/** An image: made how, of what, by whom. */
export const image = defineKind<'image', Facts>({
  is: 'image',
  hears: ['image', 'container'],
  channel: 'E',
  async ask(look, spec) {
    const refs = asList(spec.ref ?? []);
    const log = refs.length > 0 && isFresh(spec) && look.start ? await look.deeds() : { deeds: [], hasGap: false };
    const images = await Promise.all(
      refs.map(async (ref) => ({
        ref,
        about: await imageOf(look, ref),
        touched: ['pull', 'tag', 'commit', 'build'].some((event) => deedsIn(log.deeds, { event, image: ref }).length > 0),
      })),
    );
    const base = nameOfBase(spec);
    return {
      images,
      base: base === null ? null : { ref: base, diffIds: (await imageOf(look, base))?.diffIds ?? null },
      left: spec.noneLeft ? (await imagesOf(look)).map((one) => one.tags[0] ?? one.id.slice(7, 19)) : null,
      hasGap: log.hasGap,
    };
  },
  conclude(spec, facts, start) {
    if (facts.left) return facts.left.length === 0 ? passed(0) : failed('images_left', { found: facts.left });
    const present = facts.images.filter((one) => one.about !== null);
    const [first] = facts.images;
    if (spec.state === 'absent')
      return present.length === 0 ? passed(first?.ref) : failed('image_present', { found: present.map((one) => one.ref) });
    if (present.length === 0) return failed('image_missing', { wanted: first?.ref });
    const verdicts = present.map((one) => concludeOne(spec, one as Found & { about: ImageAbout }, facts, start));
    return verdicts.find(({ verdict }) => verdict === 'passed') ?? (verdicts[0] as Verdict);
  },
});

function concludeOne(spec: Spec, found: Found & { about: ImageAbout }, facts: Facts, start: LessonStart | null): Verdict {
  const { about, ref } = found;
  const where = ref;
  const baseIds = baseDiffIds(facts, start);
  const words = (reason: 'entrypoint' | 'cmd', wanted: readonly string[] | undefined, has: readonly string[]) =>
    wanted && !sameWords(wanted, has) && failed(reason, { wanted, found: has, where });
  const text = (reason: 'author' | 'comment', wanted: string | undefined, has: string) =>
    wanted !== undefined && wanted !== has && failed(reason, { wanted, found: has, where });
  const missing = (reason: 'env' | 'history', wanted: readonly string[] | undefined, has: (one: string) => boolean) => {
    const lacking = wanted?.find((one) => !has(one));
    return lacking !== undefined && failed(reason, { wanted: lacking, where });
  };
  return (
    firstOf(
      freshness(spec, found, facts, start),
      spec.basedOn !== undefined && baseTrouble(spec, about, facts, baseIds),
      spec.layersMore !== undefined &&
        about.diffIds.length - (baseIds?.length ?? 0) !== spec.layersMore &&
        failed('layers_more', { wanted: spec.layersMore, found: about.diffIds.length - (baseIds?.length ?? 0), where }),
      text('author', spec.author, about.author),
      text('comment', spec.comment, about.comment),
      words('entrypoint', spec.entrypoint, about.entrypoint),
      words('cmd', spec.cmd, about.cmd),
      missing('env', spec.env, (one) => about.env.some((line) => line === one || line.startsWith(`${one}=`))),
      missing('history', spec.historyHas, (one) => about.history.some((line) => isInstruction(line, one))),
    ) ?? passed(ref)
  );
}

/** What was there already under this name does not count, unless Docker tells that it was pulled, tagged or made again. */
function freshness(spec: Spec, { about, ref, touched }: Found & { about: ImageAbout }, facts: Facts, start: LessonStart | null) {
  if (!isFresh(spec)) return null;
  if (!start) return { verdict: 'errored', cause: 'start_missing' } as const;
  const wanted = canonicalReference(ref);
  const wasThere = start.images.some((old) => old.id === about.id && old.tags.some((tag) => canonicalReference(tag) === wanted));
  const since = startMs(start);
  if (!wasThere || touched || (since !== null && about.taggedMs !== null && about.taggedMs >= since)) return null;
  return facts.hasGap ? ({ verdict: 'errored', cause: 'events_lost' } as const) : failed('stale', { found: ref });
}

/** Of the base as it is now, else as it was when the lesson began: it may have been removed since. */
function baseDiffIds({ base }: Facts, start: LessonStart | null): string[] | null {
  if (!base) return null;
  const wanted = canonicalReference(base.ref);
  const before = start?.images.find((old) => old.tags.some((tag) => canonicalReference(tag) === wanted));
  return base.diffIds ?? before?.diffIds ?? null;
}

function baseTrouble(spec: Spec, about: ImageAbout, { base, images }: Facts, baseIds: string[] | null): Verdict | null {
  const where = images[0]?.ref;
  if (!baseIds || !base) return failed('base_missing', { wanted: base?.ref, where });
  const stands = baseIds.length > 0 && baseIds.every((id, index) => about.diffIds[index] === id);
  if (typeof spec.basedOn === 'object') return stands ? failed('based_on_same', { found: base.ref, where }) : null;
  return stands ? null : failed('based_on', { wanted: base.ref, where });
}

/** Both builders: `/bin/sh -c #(nop) COPY …`, `/bin/sh -c make`, and BuildKit's `RUN /bin/sh -c make # buildkit`. */
function isInstruction(line: string, wanted: string): boolean {
  const nop = /^\/bin\/sh -c #\(nop\)\s+(.*)$/.exec(line)?.[1];
  if (nop !== undefined) return nop.startsWith(`${wanted} `) || nop.startsWith(`${wanted} [`);
  if (line.startsWith(`${wanted} `)) return true;
  return wanted === 'RUN' && (/^\/bin\/sh -c /.test(line) || /^\|\d+ .*\/bin\/sh -c /.test(line));
}
