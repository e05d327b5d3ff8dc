'use client';

import { Button } from '@mantine/core';
import { KeyRound, Printer, Server } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { useCards, useMakeCards, useNodePasswords } from '@/app/_api/hooks/classes';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { StateMark } from '@/app/_components/state-word';
import { EmptyState, FailedState, FormError } from '@/app/_components/states';
import { locales } from '@/lib/shared/locale';
import type { CardDto, CardsDto } from '@/lib/shared/cards';
import type { Locale } from '@/lib/shared/common';
import { Card } from './card';
import classes from './cards-view.module.css';

/** Two columns of four on A4. */
const cardsPerPage = 8;

interface Props {
  classId: string;
  initial: CardsDto;
  qr: { size: number; path: string };
  /** The page's language; the cards may have the other. */
  locale: Locale;
  /** The class shows the passwords of its nodes on the cards. */
  hasNodePasswords: boolean;
}

/** What the printer will give, and what to do before: whose cards, in which language, with which passwords. */
export function CardsView({ classId, initial, qr, locale, hasNodePasswords }: Props) {
  const t = useTranslations('cards');
  const { data = initial, error, refetch } = useCards(classId, { initialData: initial });
  const make = useMakeCards(classId);
  const read = useNodePasswords(classId);
  const ofNodes = useMemo(() => new Map(read.data?.items.map((item) => [item.node, item])), [read.data]);
  const [language, setLanguage] = useState(locale);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const [passwords, setPasswords] = useState<ReadonlyMap<string, string>>(new Map());
  const printed = usePrinted();
  useLeaveWarning(passwords.size > 0 && !printed);
  const cards = data.items.map((card) => ({ ...card, password: passwords.get(card.userId) ?? null }));
  const chosen = cards.filter((card) => !left.has(card.userId));
  const resettable = chosen.filter((card) => card.canReset);
  const kept = chosen.filter((card) => !card.canReset);

  function toggle({ userId }: CardDto): void {
    const next = new Set(left);
    if (!next.delete(userId)) next.add(userId);
    setLeft(next);
  }

  function reset(): void {
    make.mutate(
      resettable.map((card) => card.userId),
      {
        onSuccess: ({ items }) => {
          const set = items.flatMap(({ userId, password }) => (password === null ? [] : [[userId, password] as const]));
          setPasswords(new Map([...passwords, ...set]));
          setAsking(false);
          // The answer is kept on this page alone.
          make.reset();
        },
      },
    );
  }

  if (error && data.items.length === 0) return <FailedState error={error} onRetry={() => void refetch()} />;
  return (
    <div className={`${page.page} ${classes.page}`}>
      <div className={classes.screen}>
        <div className={page.head}>
          <h1>{t('title')}</h1>
          <p className={page.summary} aria-live="polite">
            {t('count', { count: chosen.length, pages: Math.ceil(chosen.length / cardsPerPage) })}
          </p>
          <div className={page.tools}>
            <LanguageChoice language={language} onChange={setLanguage} />
            <Button
              variant="default"
              leftSection={<KeyRound size={16} aria-hidden />}
              disabled={resettable.length === 0}
              onClick={() => setAsking(true)}
            >
              {t('reset.open')}
            </Button>
            {hasNodePasswords && (
              <Button
                variant="default"
                leftSection={<Server size={16} aria-hidden />}
                loading={read.isPending}
                onClick={() => read.mutate(undefined)}
              >
                {t('nodePasswords.show')}
              </Button>
            )}
            <Button leftSection={<Printer size={16} aria-hidden />} disabled={chosen.length === 0} onClick={() => window.print()}>
              {t('print')}
            </Button>
          </div>
        </div>
        <p className={classes.about}>{t('text')}</p>
        {isLocal(data.address) && <Notice>{t('local', { address: data.address })}</Notice>}
        {passwords.size > 0 && <Notice>{t('reset.shown', { count: passwords.size })}</Notice>}
        {ofNodes.size > 0 && <Notice>{t('nodePasswords.shown', { count: ofNodes.size })}</Notice>}
        <FormError error={read.error} />
        {kept.length > 0 && <Notice>{t('reset.kept', { names: kept.map((card) => card.name).join(', ') })}</Notice>}
      </div>
      {cards.length === 0 ? (
        <EmptyState title={t('empty.title')} text={t('empty.text')}>
          <Button component={Link} href={`/classes/${classId}#people`}>
            {t('toRoster')}
          </Button>
        </EmptyState>
      ) : (
        <>
          <ul className={`${classes.choose} ${classes.screen}`}>
            {cards.map((card) => (
              <li key={card.userId}>
                <label>
                  <input
                    type="checkbox"
                    checked={!left.has(card.userId)}
                    onChange={() => toggle(card)}
                    aria-label={t('choose', { name: card.name })}
                  />
                  {card.name}
                </label>
              </li>
            ))}
            <li>
              <button type="button" onClick={() => setLeft(new Set())}>
                {t('all')}
              </button>{' '}
              <button type="button" onClick={() => setLeft(new Set(cards.map((card) => card.userId)))}>
                {t('none')}
              </button>
            </li>
          </ul>
          <div className={classes.paper} lang={language}>
            {pagesOf(chosen).map((sheet) => (
              <div key={sheet[0]?.userId} className={classes.sheet}>
                {sheet.map((card) => (
                  <Card
                    key={card.userId}
                    card={card}
                    className={data.className}
                    address={data.address}
                    qr={qr}
                    ofNodes={ofNodes}
                    language={language}
                  />
                ))}
              </div>
            ))}
          </div>
        </>
      )}
      {asking && (
        <LazyConfirm
          title={t('reset.title', { count: resettable.length })}
          submit={t('reset.submit')}
          busy={make.isPending}
          error={make.error}
          onConfirm={reset}
          onClose={() => setAsking(false)}
        >
          <p>{t('reset.signOut')}</p>
          <p className={classes.second}>{t('reset.once')}</p>
        </LazyConfirm>
      )}
    </div>
  );
}

function pagesOf<T>(cards: T[]): T[][] {
  return Array.from({ length: Math.ceil(cards.length / cardsPerPage) }, (_, n) =>
    cards.slice(n * cardsPerPage, (n + 1) * cardsPerPage),
  );
}

const isLocal = (address: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);

function Notice({ children }: { children: string }) {
  return (
    <p className={classes.notice} role="status">
      <StateMark tone="warn" />
      <span>{children}</span>
    </p>
  );
}

function LanguageChoice({ language, onChange }: { language: Locale; onChange: (language: Locale) => void }) {
  const t = useTranslations('cards');
  const common = useTranslations('common.language');
  return (
    <ChoiceSwitch
      label={t('language')}
      choices={locales.map((key) => ({ key, text: common(key), lang: key }))}
      chosen={language}
      onChoose={onChange}
    />
  );
}

/** Whether the page went to the printer. */
function usePrinted(): boolean {
  const [printed, setPrinted] = useState(false);
  useEffect(() => {
    const after = () => setPrinted(true);
    window.addEventListener('afterprint', after);
    return () => window.removeEventListener('afterprint', after);
  }, []);
  return printed;
}

/** Asks before what cannot be shown again is left behind. */
function useLeaveWarning(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [active]);
}
