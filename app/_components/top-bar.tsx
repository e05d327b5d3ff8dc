'use client';

import { LogOut, Search, UserRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useParams, usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Role } from '@/lib/shared/common';
import { ActivityButton } from './activity-button';
import { BrandMark } from './brand-mark';
import { courseAddress } from './course-address';
import { LanguageSwitch } from './language-switch';
import { Link } from './link';
import { NodeHeadline } from './node-headline';
import { SchemeSwitch } from './scheme-switch';
import { useShownNode } from './shown-node';
import { signOutNow } from './session';
import classes from './top-bar.module.css';

const Palette = dynamic(async () => (await import('./palette')).Palette, { ssr: false });

/** Where staff go. What is looked at seldom has no room on a phone, where one's own page leads to it. */
const staffPlaces = [
  { key: 'nodes' },
  { key: 'classes' },
  { key: 'accounts', wide: true },
  { key: 'audit', wide: true },
] as const;

/** The page itself, or one below it (aria-current of WAI-ARIA 1.2). */
const currentOf = (path: string, href: string): 'page' | 'true' | undefined =>
  path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined;

/** The bar at the top: where you are, what runs, your language, your light. */
export function TopBar({ name, role, courseClass }: { name: string; role: Role; courseClass: string | null }) {
  const t = useTranslations('common.nav');
  const { node: address } = useParams<{ node?: string }>();
  const shown = useShownNode();
  const path = usePathname();
  const places: ReadonlyArray<{ key: (typeof staffPlaces)[number]['key']; wide?: boolean }> = staffPlaces.filter(
    ({ key }) => key !== 'accounts' || role === 'admin',
  );
  const [palette, setPalette] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
      if (inTerminal || event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPalette(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <header className={classes.bar}>
      <Link href="/" className={classes.brand} aria-label="Berth">
        <BrandMark />
        <span className={classes.word}>Berth</span>
      </Link>
      {role === 'student' && (courseClass !== null || !address) && (
        <nav aria-label={t('main')} className={classes.nav}>
          {courseClass !== null && (
            <Link href={courseAddress(courseClass)} aria-current={currentOf(path, courseAddress(courseClass))}>
              {t('course')}
            </Link>
          )}
          {!address && <Link href="/nodes">{t('myNode')}</Link>}
        </nav>
      )}
      {role !== 'student' && (
        <nav aria-label={t('main')} className={classes.nav}>
          {places.map(({ key, wide }) => (
            <Link
              key={key}
              href={`/${key}`}
              className={wide ? classes.wide : undefined}
              aria-current={currentOf(path, `/${key}`)}
            >
              {t(key)}
            </Link>
          ))}
        </nav>
      )}
      <div className={classes.place}>{(address || shown) && <NodeHeadline nodeId={shown} />}</div>
      <div className={classes.tools}>
        <ActivityButton isStaff={role !== 'student'} />
        <button
          type="button"
          className={`${classes.tool} ${classes.wide}`}
          onClick={() => setPalette(true)}
          aria-label={t('palette')}
          title={t('palette')}
        >
          <Search size={17} aria-hidden />
        </button>
        <LanguageSwitch />
        <SchemeSwitch />
        <Link
          href="/account"
          className={classes.tool}
          aria-current={currentOf(path, '/account')}
          aria-label={t('account', { name })}
          title={t('account', { name })}
        >
          <UserRound size={17} aria-hidden />
        </Link>
        <button
          type="button"
          className={classes.tool}
          onClick={() => void signOutNow()}
          aria-label={t('signOut')}
          title={t('signOut')}
        >
          <LogOut size={17} aria-hidden />
        </button>
      </div>
      {palette && <Palette staff={role !== 'student'} nodeId={shown} onClose={() => setPalette(false)} />}
    </header>
  );
}
