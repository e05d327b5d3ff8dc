import { useQuery } from '@tanstack/react-query';
import type { HealthSample } from '@/lib/shared/health';
import { sshWorks } from '@/lib/shared/node-states';
import type { NodeDto } from '@/lib/shared/nodes';
import type { Output } from '@/lib/shared/api';
import { nodeKeys } from './keys';
import { type QueryOptions, useOperation } from './query';

/**
 * How the node is by the newest word there is: the last event, or what came with the node. Null while it is not connected. Whoever calls
 * this is drawn anew with each sample; the node around it is not.
 */
export function useHealthNow(node: Pick<NodeDto, 'id' | 'state' | 'health'>): HealthSample | null {
  const { data } = useQuery<HealthSample | null>({
    queryKey: nodeKeys.healthNow(node.id),
    queryFn: () => null,
    enabled: false,
  });
  if (!sshWorks(node.state)) return null;
  if (!data || (node.health && node.health.at > data.at)) return node.health;
  return data;
}

/** The last samples, the oldest first, and live. */
export const useHealth = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/health'>>) =>
  useOperation(nodeKeys.health(nodeId), 'GET /nodes/{node}/health', { params: { node: nodeId } }, options);
