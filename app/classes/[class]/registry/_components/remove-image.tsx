'use client';

import { useTranslations } from 'next-intl';
import { useRegistryRemovalPlan, useRemoveRegistryImage } from '@/app/_api/hooks/class-registry';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { notify } from '@/app/_components/notify';
import { registryReference } from '@/lib/shared/registry-reference';
import classes from './registry.module.css';

interface Props {
  classId: string;
  image: { repository: string; digest: string };
  onClose: () => void;
}

/** Names every tag that a dry run found, since all of a digest go together. */
export function RemoveImage({ classId, image, onClose }: Props) {
  const t = useTranslations('registry.remove');
  const plan = useRegistryRemovalPlan(classId, image);
  const remove = useRemoveRegistryImage(classId);
  const tags = plan.data?.tags ?? [];
  return (
    <ConfirmDialog
      title={t('title', { repository: image.repository })}
      submit={t('submit', { count: tags.length })}
      busy={remove.isPending}
      disabled={tags.length === 0}
      error={remove.error ?? plan.error}
      onClose={onClose}
      onConfirm={() =>
        plan.data &&
        remove.mutate(
          { ...image, plan: plan.data.plan },
          {
            onSuccess: (removed) => {
              void notify('done', t('done', { count: removed.tags.length, repository: image.repository }));
              onClose();
            },
            // What would go is shown anew.
            onError: () => void plan.refetch(),
          },
        )
      }
    >
      {plan.data && (
        <>
          <p role="status">{t('plan', { count: tags.length })}</p>
          <ul className={classes.list}>
            {tags.map((tag) => (
              <li key={tag}>
                <code>{registryReference(image.repository, tag)}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>{t('text')}</p>
      <p>
        {t('asks')} <code className={classes.name}>{`DELETE /v2/${image.repository}/manifests/${image.digest}`}</code>
      </p>
    </ConfirmDialog>
  );
}
