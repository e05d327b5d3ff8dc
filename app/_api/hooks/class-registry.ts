import { classKeys } from './keys';
import { useChange, useOperation } from './query';

/** How often a registry is asked again, while somebody looks: it tells nobody what is pushed. */
const lookMs = 15_000;

/** @param classId null: of no class, so nothing is asked */
export const useRegistryImages = (classId: string | null) =>
  useOperation(
    classKeys.registryImages(classId ?? ''),
    'GET /classes/{class}/registry/repositories',
    { params: { class: classId ?? '' } },
    { enabled: classId !== null, refetchInMs: () => lookMs },
  );

export const useRegistryImage = (classId: string, { repository, tag }: { repository: string; tag: string }) =>
  useOperation(classKeys.registryImage(classId, repository, tag), 'GET /classes/{class}/registry/image', {
    params: { class: classId },
    query: { repository, tag },
  });

/** The tags that would go with a digest. Below the list, so that it is asked for again when that changes. */
export const useRegistryRemovalPlan = (classId: string, { repository, digest }: { repository: string; digest: string }) =>
  useOperation(classKeys.registryImage(classId, repository, digest), 'DELETE /classes/{class}/registry/image', {
    params: { class: classId },
    query: { repository, digest, dryRun: 'true' },
  });

/** `mutate({ repository, digest, plan })`. */
export const useRemoveRegistryImage = (classId: string) =>
  useChange(
    'DELETE /classes/{class}/registry/image',
    (query: { repository: string; digest: string; plan: string }) => ({ params: { class: classId }, query }),
    () => [classKeys.registryImages(classId)],
  );
