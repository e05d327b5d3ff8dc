'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createContext, useContext, useState } from 'react';
import { useInspectContainer } from '@/app/_api/hooks/containers';
import { useCopy } from '@/app/_components/copy';
import { FilterInput } from '@/app/_components/filter-input';
import { dockerCommand } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import { PlainButton } from '@/app/_components/plain-button';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import type { ContainerDto } from '@/lib/shared/containers';
import textBox from '@/app/_components/text-box.module.css';
import classes from './container-page.module.css';
import { PartCommand } from './part-command';
import { partsWith } from './inspect-tree';

/** Everything Docker says of it. */
export function InspectPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  return <InspectTree query={useInspectContainer(nodeId, container.id)} command={dockerCommand('inspect', container.name)} />;
}

interface TreeProps {
  query: Pick<ReturnType<typeof useInspectContainer>, 'data' | 'error' | 'refetch'>;
  /** What prints the same in a terminal. */
  command: string;
  /** A short one: all of it is in sight at once. */
  isShort?: boolean;
}

/** Whether branches are open before somebody opens them. */
const OpenContext = createContext(false);

/** What `docker inspect` says of something, as a tree that can be searched and copied, as a whole or a branch of it. */
export function InspectTree({ query: { data, error, refetch }, command, isShort = false }: TreeProps) {
  const t = useTranslations('containers.inspect');
  const common = useTranslations('common');
  const [filter, setFilter] = useState('');
  const [copied, copy] = useCopy();
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TableSkeleton />;
  const text = filter.trim();
  const parts = partsWith(data, text);
  return (
    <>
      <div className={classes.inspectTools}>
        <FilterInput value={filter} onChange={setFilter} label={t('filter')} />
        <PlainButton onClick={() => copy(JSON.stringify(data, null, 2))}>{copied ? common('copied') : t('copy')}</PlainButton>
        <PlainButton onClick={() => void refetch()}>{t('again')}</PlainButton>
      </div>
      {parts.length === 0 ? (
        <p className={page.none}>{common('noMatch', { text: filter })}</p>
      ) : (
        <OpenContext value={isShort}>
          <div className={`${textBox.box} ${classes.tree}`}>
            {parts.map(([key, value]) => (
              <Branch key={key} name={key} value={value} text={text} />
            ))}
          </div>
        </OpenContext>
      )}
      <PartCommand command={command} />
    </>
  );
}

function Branch({ name, value, text }: { name: string; value: unknown; text: string }) {
  const isOpen = useContext(OpenContext);
  const isGroup = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isGroup)
    return (
      <div className={classes.leaf}>
        <span className={classes.key}>{name}:</span> {JSON.stringify(value)}
      </div>
    );
  const own = name.toLowerCase().includes(text.toLowerCase());
  const parts = partsWith(value, own ? '' : text);
  return (
    // What was searched for is in sight; without a search the parts of a long one are closed.
    <div className={classes.branch}>
      <details key={text} open={isOpen || text !== ''}>
        <summary>
          <span className={classes.key}>{name}</span>{' '}
          {Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`}
        </summary>
        {parts.map(([key, part]) => (
          <Branch key={key} name={key} value={part} text={own ? '' : text} />
        ))}
      </details>
      <CopyBranch name={name} value={value} />
    </div>
  );
}

/** All of the branch, also what a search does not show. */
function CopyBranch({ name, value }: { name: string; value: object }) {
  const t = useTranslations('containers.inspect');
  const common = useTranslations('common');
  const [copied, copy] = useCopy();
  const label = t('copyBranch', { name });
  return (
    <button
      type="button"
      className={classes.copyBranch}
      aria-label={label}
      title={label}
      onClick={() => copy(JSON.stringify(value, null, 2))}
    >
      <span aria-live="polite">
        {copied ? <Check size={14} aria-label={common('copied')} /> : <Copy size={14} aria-hidden />}
      </span>
    </button>
  );
}
