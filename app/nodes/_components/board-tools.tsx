'use client';

import { Grid3x3, LayoutGrid, List } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Output } from '@/lib/shared/api';
import { ChoiceSelect } from '@/app/_components/choice-select';
import { ChoiceSwitch } from '@/app/_components/choice-switch';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { type BoardChoice, type BoardShow, boardShows, boardSorts } from './use-board-view';

interface Props {
  text: string;
  onText: (text: string) => void;
  choice: BoardChoice;
  onChoose: (part: Partial<BoardChoice>) => void;
  summary: Output<'GET /node-summary'>;
}

/** Which nodes, in which order, how large. The counts are the register's, whatever the page has loaded. */
export function BoardTools({ text, onText, choice, onChoose, summary }: Props) {
  const t = useTranslations('nodes');
  const ofClass = choice.classId === '' ? summary : summary.classes.find((c) => (c.classId ?? 'none') === choice.classId);
  const counts: Record<BoardShow, number> = {
    every: ofClass?.total ?? 0,
    unwell: (ofClass?.total ?? 0) - (ofClass?.well ?? 0),
    free: ofClass?.free ?? 0,
  };
  return (
    <div className={page.choices}>
      <FilterInput value={text} onChange={onText} label={t('filter')} />
      <ChoiceSwitch
        label={t('show.label')}
        choices={boardShows.map((key) => ({ key, text: t(`show.${key}`, { count: counts[key] }) }))}
        chosen={choice.show}
        onChoose={(show) => onChoose({ show })}
      />
      {summary.classes.length > 1 && (
        <ChoiceSelect
          label={t('classFilter.label')}
          choices={[
            { key: '', text: t('classFilter.all') },
            ...summary.classes.map((c) => ({ key: c.classId ?? 'none', text: c.className ?? t('classFilter.none') })),
          ]}
          chosen={choice.classId}
          onChoose={(classId) => onChoose({ classId })}
        />
      )}
      <ChoiceSelect
        label={t('sort.label')}
        choices={boardSorts.map((key) => ({ key, text: t(`sort.${key}`) }))}
        chosen={choice.sort}
        onChoose={(sort) => onChoose({ sort })}
      />
      <ChoiceSwitch
        label={t('view.label')}
        choices={[
          { key: 'tiles', text: t('view.tiles'), icon: <LayoutGrid size={16} aria-hidden /> },
          { key: 'compact', text: t('view.compact'), icon: <Grid3x3 size={16} aria-hidden /> },
          { key: 'table', text: t('view.table'), icon: <List size={16} aria-hidden /> },
        ]}
        chosen={choice.view}
        onChoose={(view) => onChoose({ view })}
      />
    </div>
  );
}
