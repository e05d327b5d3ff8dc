import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageCtx } from '@/app/_server/actor';
import { isAppError } from '@/lib/core/errors';
import { registryReaderFor } from '@/lib/features/class-registry/registry-images';
import { listAllNodes } from '@/lib/features/nodes/list-nodes';
import { idSchema } from '@/lib/shared/common';
import { RegistryImages } from './_components/registry-images';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('registry'))('title') };
}

/** What the registry of a class holds, for its staff and its students. A class that is not the reader's does not exist for them. */
export default async function RegistryPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const { class: classId } = await params;
  if (!idSchema.safeParse(classId).success) notFound();
  const { className, isStaff, isClosed } = await registryReaderFor(ctx, { classId }).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  });
  // A student pulls onto their own node, the first by name of several.
  const [node] = isStaff ? [] : (await listAllNodes(ctx, { class: classId })).items;
  return (
    <RegistryImages
      classId={classId}
      className={className}
      isStaff={isStaff}
      canManage={isStaff && !isClosed}
      node={node ? { id: node.id, name: node.name } : null}
    />
  );
}
