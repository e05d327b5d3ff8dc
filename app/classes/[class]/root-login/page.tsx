import { getTranslations } from 'next-intl/server';
import page from '@/app/_components/page.module.css';

export default async function Page() {
  const t = await getTranslations('classes');
  return (
    <div className={page.page}>
      <h1>{t('tab.root-login')}</h1>
      <p>{t('about.root-login')}</p>
    </div>
  );
}
