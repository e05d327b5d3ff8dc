import { getTranslations } from 'next-intl/server';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';

/** An address with a name alone, of which several classes of the reader have a node: the reader chooses. */
export async function WhichNode({
  name,
  nodes,
}: {
  name: string;
  nodes: Array<{ id: string; name: string; className: string | null }>;
}) {
  const t = await getTranslations('nodes.which');
  return (
    <div className={page.page}>
      <h1>{t('title', { name })}</h1>
      <p>{t('text')}</p>
      <ul>
        {nodes.map((node) => (
          <li key={node.id}>
            <Link href={`/nodes/${node.id}`}>{t('in', { name: node.name, class: node.className ?? t('noClass') })}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
