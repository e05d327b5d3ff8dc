import { useTranslations } from 'next-intl';
import { containersCommand, removeImagesCommand } from '@/lib/shared/class-commands';
import type { ContainerAction, OperationDto } from '@/lib/shared/operations';
import { useStepName } from './step-name';

/** What an operation does: the steps by name, the images, or the command itself; of what was selected on each node the command and how many it was. */
export function useOperationSubject(): (operation: Pick<OperationDto, 'kind' | 'steps'>) => string {
  const t = useTranslations('operations.history');
  const nameOf = useStepName();
  return ({ kind, steps }) => {
    const [first] = steps;
    if (kind === 'container.control' || kind === 'image.remove') {
      const line = kind === 'image.remove' ? removeImagesCommand([]) : containersCommand(first?.action as ContainerAction, []);
      return `${line} · ${t('items', { count: Number(first?.count) })}`;
    }
    if (kind === 'node.command') return typeof first?.command === 'string' ? first.command : '';
    if (kind === 'image.pull') return Array.isArray(first?.images) ? first.images.join(' ') : '';
    return steps.map((step) => nameOf(step.id)).join(' · ');
  };
}
