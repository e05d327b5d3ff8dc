import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { EmptyState } from './_components/states';
import { Shell } from './_components/shell';
import { ReloadButton } from './_components/reload-button';
import { pageCtx } from './_server/actor';
import { listNodes } from '@/lib/features/nodes/list-nodes';

/** A student lands on their node, staff on the room. */
export default async function HomePage() {
  const ctx = await pageCtx();
  if (ctx.actor.role !== 'student') redirect('/nodes');
  const { items } = await listNodes(ctx, { limit: 1 });
  if (items[0]) redirect(`/nodes/${items[0].id}`);
  const t = await getTranslations('nodes.empty');
  return (
    <Shell me={ctx.actor}>
      <EmptyState title={t('student')} text={t('studentText')}>
        <ReloadButton />
      </EmptyState>
    </Shell>
  );
}
