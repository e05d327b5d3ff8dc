import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { Door } from '@/app/_components/door';
import { Link } from '@/app/_components/link';
import { findActor } from '@/app/_server/actor';
import { isAppError } from '@/lib/core/errors';
import { errorText } from '@/lib/core/present-error';
import { getRuntime } from '@/lib/core/runtime';
import { getJoin } from '@/lib/features/class-join/join-class';
import { localeSchema } from '@/lib/shared/common';
import type { JoinDto } from '@/lib/shared/join';
import { JoinForm } from './_components/join-form';
import { JoinMyself } from './_components/join-myself';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('join'))('title') };
}

/** Into a class by its code: with a new account, or with the one that is signed in. */
export default async function JoinClassPage({ params }: { params: Promise<{ code: string }> }) {
  const code = decodeURIComponent((await params).code).slice(0, 40);
  const t = await getTranslations('join');
  const found = await look(code);
  if (found.join === null) {
    return (
      <Door title={t('title')} lead={found.problem}>
        <p>
          <Link href="/join">{t('again')}</Link>
        </p>
        <p>
          <Link href="/sign-in">{t('toSignIn')}</Link>
        </p>
      </Door>
    );
  }
  const { className, placesLeft } = found.join;
  const actor = await findActor();
  const title = t('class', { class: className });
  if (actor && actor.role !== 'student') {
    return (
      <Door title={title} lead={t('staff', { name: actor.name })}>
        <p>
          <Link href="/">{t('toPanel')}</Link>
        </p>
      </Door>
    );
  }
  if (actor) {
    return (
      <Door title={title} lead={t('asMyself', { name: actor.name })}>
        <JoinMyself code={code} name={actor.name} />
      </Door>
    );
  }
  return (
    <Door title={title} lead={t('places', { count: placesLeft })}>
      <JoinForm code={code} isFull={placesLeft === 0} />
    </Door>
  );
}

/** Why a code leads nowhere is said on the page itself: the reader has typed it and types it again. */
async function look(code: string): Promise<{ join: JoinDto } | { join: null; problem: string }> {
  const said = await headers();
  try {
    return { join: await getJoin({ ...getRuntime(), address: said.get('x-berth-peer') }, { code }) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const locale = localeSchema.catch('ko').parse((await getTranslations('join'))('language'));
    return { join: null, problem: errorText(locale, error.code, error.params) };
  }
}
