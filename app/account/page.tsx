import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LanguageSwitch } from '@/app/_components/language-switch';
import page from '@/app/_components/page.module.css';
import { pageCtx } from '@/app/_server/actor';
import { listTokens } from '@/lib/accounts/tokens';
import { Tokens } from './_components/tokens';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('account'))('title') };
}

/** Who you are here, in which language, and the tokens that stand for you. */
export default async function AccountPage() {
  const ctx = await pageCtx();
  const t = await getTranslations('account');
  return (
    <div className={page.page} style={{ maxWidth: 860 }}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <p className={page.summary}>
          {ctx.actor.name} · {ctx.actor.email} · {t(`role.${ctx.actor.role}`)}
        </p>
      </div>
      <section className={page.card} style={{ marginBottom: 16 }}>
        <h2>{t('language.title')}</h2>
        <p style={{ marginBottom: 12 }}>{t('language.text')}</p>
        <LanguageSwitch long />
      </section>
      <Tokens initial={await listTokens(ctx)} />
    </div>
  );
}
