import { notFound } from 'next/navigation';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { listOperations } from '@/lib/features/provision/list-operations';
import { Prepare } from './_components/prepare';
import type { Address } from './_components/form-values';

interface Props {
  params: Promise<{ class: string }>;
  searchParams: Promise<Address>;
}

/** Work on all nodes of a class: prepare them, pull images, run a command, reset Docker. */
export default async function Page({ params, searchParams }: Props) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  const history = await listOperations(ctx, { class: cls.id, limit: 30 });
  const { task, steps, nodes, images, operation } = await searchParams;
  const key = [operation].flat().join();
  return <Prepare key={key} cls={cls} history={history} address={{ task, steps, nodes, images, operation }} />;
}
