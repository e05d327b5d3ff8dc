'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext } from 'react';
import { useContainerUse, useWrittenBy } from '@/app/_api/hooks/usage';
import { containerAddress } from '@/app/_components/container-address';
import { formatBytes } from '@/app/_components/format';
import { Link } from '@/app/_components/link';
import pick from '@/app/_components/pick-row.module.css';
import { PickBox } from '@/app/_components/pick-box';
import { EventOfRow } from '@/app/_components/row-events';
import { ContainerStateWord } from '@/app/_components/state-word';
import type { ContainerDto } from '@/lib/shared/containers';
import { useWrittenSize } from './written-size';

/** What cells show besides their rows: what changes of it draws these cells anew, and not the rows around them. */
interface CellState {
  nodeId: string;
  picked: ReadonlySet<string>;
  onPick: (ids: readonly string[], on: boolean) => void;
  /** Containers that were just asked to stop here. */
  stopping: ReadonlySet<string>;
}
const CellContext = createContext<CellState | null>(null);

export function CellProvider({ state, children }: { state: CellState; children: ReactNode }) {
  return <CellContext value={state}>{children}</CellContext>;
}

function useCellState(): CellState {
  const state = useContext(CellContext);
  if (!state) throw new Error('cells stand in a CellProvider');
  return state;
}

/** The box that selects all of these. */
export function PickAll({ ids }: { ids: readonly string[] }) {
  const t = useTranslations('containers');
  const { picked, onPick } = useCellState();
  const count = ids.filter((id) => picked.has(id)).length;
  return <PickBox label={t('pick.all')} picked={count} of={ids.length} onPick={(on) => onPick(ids, on)} />;
}

export function NameCell({ container: { id, name } }: { container: ContainerDto }) {
  const t = useTranslations('containers');
  const { nodeId, picked, onPick } = useCellState();
  return (
    <div className={pick.row}>
      <PickBox label={t('pick.one', { name })} picked={picked.has(id) ? 1 : 0} of={1} onPick={(on) => onPick([id], on)} />
      <span>
        <Link href={containerAddress(nodeId, name, id)}>{name}</Link>
        <EventOfRow of={[id]} />
      </span>
    </div>
  );
}

export function StateCell({ container }: { container: ContainerDto }) {
  return <ContainerStateWord container={container} stopping={useCellState().stopping.has(container.id)} />;
}

export function CpuCell({ id }: { id: string }) {
  const format = useFormatter();
  const use = useContainerUse(useCellState().nodeId, id);
  if (use?.cpuPercent == null) return '–';
  return format.number(use.cpuPercent / 100, { style: 'percent', maximumFractionDigits: 1 });
}

export function MemoryCell({ id }: { id: string }) {
  const use = useContainerUse(useCellState().nodeId, id);
  return use ? <span title={formatBytes(use.memoryLimitBytes)}>{formatBytes(use.memoryBytes)}</span> : '–';
}

export function SizeCell({ id }: { id: string }) {
  const written = useWrittenBy(useCellState().nodeId, id);
  const say = useWrittenSize();
  return written === null ? '–' : say(written);
}
