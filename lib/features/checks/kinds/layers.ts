import type { LayerMapDto } from '@/lib/shared/layers';
import { errored, failed, firstOf, passed, sameWords } from '../conclusions';
import { defineKind, type Look } from '../kind';
import { type Trouble, troubled } from '../trouble';

export interface LayerCounts {
  /** Of containers. */
  rw: number;
  /** Read-only, each counted once. */
  ro: number;
  /** In the directory of all layers, as `ls` shows it. */
  entries: number;
}
interface Facts {
  now: LayerCounts;
  /** Layers below each container of `shares`; null where there is none of that name. */
  chains: Array<{ container: string; chain: string[] | null }>;
}

/** Counted from a map of the layers. Pure. */
export const countLayers = (map: LayerMapDto): LayerCounts => ({
  ...{ rw: map.rwLayers.length, ro: map.layers.length, entries: map.entries.length },
});

/** The layers of a node, or why they are not known. @throws AppError */
export async function knownLayers(look: Look): Promise<LayerMapDto | Trouble> {
  const map = await look.layers();
  if (map.store === 'other') return troubled('store_unknown');
  return map.isComplete ? map : troubled('deadline');
}

/** Layers since the lesson began, and which are shared. */
export const layers = defineKind<'layers', Facts | Trouble>({
  is: 'layers',
  hears: ['container', 'image'],
  channel: 'E',
  async ask(look, spec) {
    const map = await knownLayers(look);
    if ('trouble' in map) return map;
    const chains = (spec.shares ?? []).map((container) => ({
      container,
      chain: map.rwLayers.find((row) => row.containerName === container)?.chainIds ?? null,
    }));
    return { now: countLayers(map), chains };
  },
  conclude(spec, facts, start) {
    if ('trouble' in facts) return errored(facts.trouble, facts.detail);
    const { now, chains } = facts;
    const isCounted = spec.rwMore !== undefined || spec.roMore !== undefined;
    if (isCounted && !start?.layers) return errored('start_missing');
    const more = (what: 'rw' | 'ro') => now[what] - (start?.layers?.[what] ?? 0);
    const missing = chains.find((one) => one.chain === null);
    const [first, ...others] = chains;
    const other = others.find((one) => !sameWords(one.chain ?? [], first?.chain ?? []));
    return (
      firstOf(
        spec.rwMore !== undefined && more('rw') !== spec.rwMore && failed('rw_more', { wanted: spec.rwMore, found: more('rw') }),
        spec.roMore !== undefined && more('ro') !== spec.roMore && failed('ro_more', { wanted: spec.roMore, found: more('ro') }),
        missing && failed('container_missing', { wanted: missing.container }),
        other && failed('layers_not_shared', { wanted: first?.container, found: other.container }),
      ) ?? passed(`${now.rw} + ${now.ro}`)
    );
  },
});
