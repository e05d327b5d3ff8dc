import { isAppError } from '@/lib/core/errors';
import type { MadeBy } from '@/lib/gateways/docker/engine/build-progress';
import type { ImageDetail, Images } from '@/lib/gateways/docker/engine/images';
import type { BuildProgress, BuildStep } from '@/lib/shared/jobs';

type Layers = ReadonlyMap<string, BuildStep['layer']>;
type Asked = Pick<Images, 'inspect'>;

/** Gives each step of a build the layer that it made. A node that cannot tell its images any more tells no layers. */
export async function layersOf(
  images: Asked,
  { imageId, made, progress }: { imageId: string; made: MadeBy; progress: BuildProgress },
): Promise<BuildProgress> {
  const layers = await findLayers(images, imageId, made, progress.steps).catch((error: unknown): Layers => {
    if (!isAppError(error)) throw error;
    return new Map();
  });
  return { ...progress, steps: progress.steps.map((step) => ({ ...step, layer: layers.get(step.id) ?? null })) };
}

async function findLayers(images: Asked, imageId: string, made: MadeBy, steps: BuildStep[]): Promise<Layers> {
  if (made.by === 'images') return fromImages(images, made.steps, steps);
  const byId = new Map(steps.map((step) => [step.id, step]));
  return fromHistory(
    made.stepIds.flatMap((id) => byId.get(id) ?? []),
    await images.inspect(imageId),
  );
}

/** What makes a layer (BuildKit frontend/dockerfile, `dispatch*`); ENV and the like only change the image's configuration. */
const makes = /^(?:\[[^\]]*\] )?(RUN|COPY|ADD|WORKDIR)\b/;

/**
 * BuildKit does not tell which step made which layer: the image's history does, whose last rows they are. Where the two do not say the same,
 * no step gets one. Pure.
 * @param steps that made the image, from the base up
 */
export function fromHistory(
  steps: ReadonlyArray<Pick<BuildStep, 'id' | 'name'>>,
  { history, diffIds }: Pick<ImageDetail, 'history' | 'diffIds'>,
): Layers {
  const made = steps.filter(({ name }) => makes.test(name));
  if (made.length === 0 || made.length > diffIds.length) return new Map();
  const rows = history.filter(({ createdBy }) => makes.test(createdBy)).slice(-made.length);
  const wordOf = (text: string | undefined): string | undefined => makes.exec(text ?? '')?.[1];
  if (made.some(({ name }, index) => wordOf(name) !== wordOf(rows[index]?.createdBy))) return new Map();
  return new Map(
    made.map(({ id }, index) => [
      id,
      { diffId: diffIds.at(index - made.length) as string, sizeBytes: rows[index]?.sizeBytes ?? 0 },
    ]),
  );
}

/** The classic builder makes an image with each step: what it has more than the one before is the step's. FROM begins anew. */
async function fromImages(images: Asked, made: Array<{ id: string; imageId: string }>, steps: BuildStep[]): Promise<Layers> {
  const layers = new Map<string, BuildStep['layer']>();
  let below: string[] | null = null;
  for (const { id, imageId } of made) {
    const name = steps.find((step) => step.id === id)?.name ?? '';
    const { diffIds, history } = await images.inspect(imageId);
    const [diffId] = below && !/ : FROM /i.test(name) ? diffIds.slice(below.length) : [];
    if (diffId !== undefined) layers.set(id, { diffId, sizeBytes: history.at(-1)?.sizeBytes ?? 0 });
    below = diffIds;
  }
  return layers;
}
