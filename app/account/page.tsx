import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LanguageSwitch } from '@/app/_components/language-switch';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { OwnSignIns } from '@/app/_components/registry-sign-ins/registry-sign-ins';
import { pageCtx } from '@/app/_server/actor';
import { listSessions } from '@/lib/features/accounts/sessions';
import { listTokens } from '@/lib/features/accounts/tokens';
import { listSignIns } from '@/lib/features/registry-sign-ins/registry-sign-ins';
import { Devices } from './_components/devices';
import { OwnName, OwnPassword } from './_components/profile';
import { Tokens } from './_components/tokens';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('account'))('title') };
}

/** Who you are here: name, language, password, where you are signed in, and the tokens that stand for you. */
export default async function AccountPage() {
  const ctx = await pageCtx();
  const t = await getTranslations('account');
  const { role } = ctx.actor;
  return (
    <div className={page.page} style={{ maxWidth: 860, display: 'grid', gap: 16 }}>
      <div className={page.head} style={{ marginBottom: 0 }}>
        <h1>{t('title')}</h1>
        <p className={page.summary}>
          {ctx.actor.name} · {ctx.actor.email} · {t(`role.${role}`)}
        </p>
        <div className={page.tools}>
          {role === 'admin' && <Link href="/accounts">{t('accounts')}</Link>}
          {role !== 'student' && <Link href="/audit">{t('audit')}</Link>}
          <Link href="/">{role === 'student' ? t('toNode') : t('toNodes')}</Link>
        </div>
      </div>
      <OwnName id={ctx.actor.id} name={ctx.actor.name} />
      <section className={page.card}>
        <h2>{t('language.title')}</h2>
        <p style={{ marginBottom: 12 }}>{t('language.text')}</p>
        <LanguageSwitch long />
      </section>
      <OwnPassword email={ctx.actor.email} />
      <Devices initial={await listSessions(ctx)} />
      <OwnSignIns initial={await listSignIns(ctx, {})} />
      <Tokens initial={await listTokens(ctx)} />
    </div>
  );
}
