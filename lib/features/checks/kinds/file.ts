import { type FileAsk, type FileFacts, fileInContainer, fileOnNode, topLayerOf } from '../asking/file-facts';
import { type JailFacts, lookIntoJail } from '../asking/jail';
import { errored, failed, firstOf, passed } from '../conclusions';
import { defineKind, type LessonStart, type Look, type Verdict } from '../kind';
import type { SpecOf } from '../spec';
import { isFresh, jailedPath, startMs } from '../start-time';
import { isTrouble, type Trouble } from '../trouble';

type Spec = SpecOf<'file'>;
interface Facts {
  /** `gone`: there is no such container or image; `outside`: a link leads out of the layer. */
  file: FileFacts | 'gone' | 'outside' | null;
  /** SHA-256 of the file it is compared with; null where that is not there. */
  same: string | null;
  jail: JailFacts | null;
}
/** Kept as evidence of a text, in characters. */
const textKept = 1_500;

/** A file: of the node, in a container, or in the uppermost layer of an image; or a directory in which a program could start. */
export const file = defineKind<'file', Facts | Trouble>({
  is: 'file',
  hears: ['terminal', 'container', 'image'],
  channel: 'F',
  async ask(look, spec) {
    if (spec.jail !== undefined && spec.runs !== undefined) {
      const jail = await lookIntoJail(look, spec.jail, spec.runs);
      if (isTrouble(jail)) return jail;
      const program = await fileOnNode(look, { ...askOf(spec), path: jailedPath(spec.jail, spec.runs) });
      return isTrouble(program) ? program : { file: program, same: null, jail };
    }
    const found = await fileOf(look, spec);
    if (isTrouble(found)) return found;
    const same = spec.sameAs === undefined ? null : await fileOnNode(look, { ...askOf(spec), path: spec.sameAs, below: null });
    if (isTrouble(same)) return same;
    const text = typeof found === 'object' && found?.text ? { ...found, text: keep(spec, found.text) } : found;
    return { file: text, same: typeof same === 'object' ? (same?.sha256 ?? null) : null, jail: null };
  },
  conclude(spec, given, start) {
    const facts = given as Facts;
    if (facts.jail) return concludeJail(spec, facts.jail, facts.file, start);
    if (facts.file === 'outside') return failed('file_outside', { where: spec.path, wanted: whereOf(spec) });
    if (facts.file === null || facts.file === 'gone')
      return failed('file_missing', { wanted: facts.file ? whereOf(spec) : spec.path });
    return concludeFile(spec, facts.file, facts.same, start);
  },
});

const askOf = (spec: Spec): FileAsk => ({
  path: spec.path ?? spec.jail ?? '/',
  below: null,
  isLink: spec.type === 'link',
  wantsText: spec.text !== undefined || spec.contains !== undefined,
  wantsHash: spec.sha256 !== undefined || spec.sameAs !== undefined,
});
const whereOf = ({ in: place }: Spec): string | undefined =>
  !place ? undefined : 'container' in place ? place.container : place.topLayerOf;

async function fileOf(look: Look, spec: Spec): Promise<Facts['file'] | Trouble> {
  const ask = askOf(spec);
  if (!spec.in) return fileOnNode(look, ask);
  if ('container' in spec.in) return fileInContainer(look, spec.in.container, ask);
  const directory = await topLayerOf(look, spec.in.topLayerOf);
  if (isTrouble(directory)) return directory;
  return directory === 'gone' ? 'gone' : fileOnNode(look, { ...ask, path: `${directory}${ask.path}`, below: directory });
}

/** All of a short text; of a long one the parts that are asked for, so that it can be judged again. */
function keep(spec: Spec, text: string): string {
  if (text.length <= textKept || spec.text !== undefined) return text.slice(0, 4_100);
  return [text.slice(0, textKept / 2), ...(spec.contains ?? []).filter((part) => text.includes(part))].join('\n');
}

function concludeJail(spec: Spec, jail: JailFacts, program: Facts['file'], start: LessonStart | null): Verdict {
  const where = spec.jail;
  const at = jailedPath(spec.jail ?? '', spec.runs ?? '');
  return (
    firstOf(
      jail.program === null && failed('program_missing', { wanted: spec.runs, where }),
      jail.program === false && failed('program_format', { wanted: spec.runs, where }),
      typeof program === 'object' && program !== null && isFresh(spec) && freshness(at, program, start),
      !jail.hasLoader && failed('loader_missing', { wanted: jail.loader, where }),
      jail.missing.length > 0 && failed('library_missing', { wanted: jail.missing, where }),
    ) ?? passed(jail.libraries.length)
  );
}

function concludeFile(spec: Spec, found: FileFacts, same: string | null, start: LessonStart | null): Verdict {
  const where = spec.path;
  const mode = found.mode.toString(8).padStart(3, '0');
  const missing = spec.contains?.find((part) => found.text?.includes(part) !== true);
  return (
    firstOf(
      spec.type !== undefined && spec.type !== found.type && failed('file_type', { wanted: spec.type, found: found.type, where }),
      isFresh(spec) && !spec.in && freshness(spec.path, found, start),
      spec.mode !== undefined &&
        Number.parseInt(spec.mode, 8) !== found.mode &&
        failed('file_mode', { wanted: spec.mode, found: mode, where }),
      spec.sha256 !== undefined &&
        spec.sha256 !== found.sha256 &&
        failed('file_sha256', { wanted: spec.sha256, found: found.sha256, where }),
      spec.text !== undefined &&
        spec.text.trimEnd() !== found.text?.trimEnd() &&
        failed('file_text', { wanted: spec.text, found: found.text, where }),
      missing !== undefined && failed('file_contains', { wanted: missing, where }),
      spec.sameAs !== undefined && same === null && failed('file_missing', { wanted: spec.sameAs }),
      spec.sameAs !== undefined && same !== found.sha256 && failed('file_differs', { wanted: spec.sameAs, where }),
    ) ?? passed(where)
  );
}

/**
 * Of the node's own files: another inode, or changed (its ctime, which nobody sets at will) since the lesson began. What lies in a container
 * or a layer is as young as that, which checks of other kinds hold.
 */
function freshness(path: string | undefined, found: FileFacts, start: LessonStart | null): Verdict | null {
  if (path === undefined) return null;
  if (!start) return errored('start_missing');
  const before = start.paths[path];
  if (before === null) return null;
  if (before === undefined) {
    // Not looked at when the lesson began: its own time tells.
    const since = startMs(start);
    if (since === null || found.ctimeNs === null) return errored('start_missing');
    return Number(BigInt(found.ctimeNs) / 1_000_000n) >= since ? null : failed('stale', { found: path });
  }
  const isSame = before.inode === found.inode && before.ctimeNs === found.ctimeNs;
  return isSame ? failed('stale', { found: path }) : null;
}
