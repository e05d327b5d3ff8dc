import type { QueryClient } from '@tanstack/react-query';
import { nodeKeys } from './hooks/keys';

/**
 * By what the page calls a node: its id, and whatever else its address has it by. Never by the name alone: another class may have a node of
 * the same name.
 */
export function refsOf(client: QueryClient, nodeId: string): string[] {
  const held = client.getQueryCache().findAll({
    queryKey: nodeKeys.one(),
    predicate: ({ queryKey, state }) => queryKey.length === 3 && (state.data as { id?: string } | undefined)?.id === nodeId,
  });
  return [...new Set([nodeId, ...held.map(({ queryKey }) => String(queryKey[2]))])];
}
