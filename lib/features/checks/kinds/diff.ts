import { containerOf } from '../asking/docker';
import { failed, firstOf, passed } from '../conclusions';
import { defineKind } from '../kind';

interface Facts {
  /** As `docker diff` prints them; null where there is no such container. */
  changes: string[] | null;
  hasMore: boolean;
}
const changesKept = 500;

/** What a container has written, as `docker diff` tells it. */
export const diff = defineKind<'diff', Facts>({
  is: 'diff',
  hears: ['container'],
  channel: 'E',
  async ask(look, spec) {
    const about = await containerOf(look, spec.container);
    if (!about) return { changes: null, hasMore: false };
    const changes = await look.once(`changes ${about.id}`, async () => (await look.engine()).containers.changes(about.id));
    // Those that are asked for are kept whatever there is besides.
    const asked = changes.filter((line) => spec.has?.includes(line) || spec.exact?.includes(line));
    return { changes: [...new Set([...asked, ...changes.slice(0, changesKept)])], hasMore: changes.length > changesKept };
  },
  conclude(spec, { changes, hasMore }) {
    if (!changes) return failed('container_missing', { wanted: spec.container });
    const where = spec.container;
    const missing = [...(spec.has ?? []), ...(spec.exact ?? [])].find((line) => !changes.includes(line));
    const more = spec.exact && (changes.find((line) => !spec.exact?.includes(line)) ?? (hasMore ? '…' : undefined));
    return (
      firstOf(
        missing !== undefined && failed('diff_missing', { wanted: missing, where }),
        more !== undefined && failed('diff_more', { found: more, where }),
      ) ?? passed(changes.length)
    );
  },
});
