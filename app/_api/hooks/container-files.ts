import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Output } from '@/lib/shared/api';
import { parentOf } from '@/lib/shared/file-names';
import { type ApiError, operationUrl } from '../client';
import { sendFile } from '../send-file';
import { nodeKeys } from './keys';
import { useOperation } from './query';

const address = (nodeId: string, container: string, path: string) => ({ params: { node: nodeId, container }, query: { path } });

/** What is at a path, and what lies in it. */
export const useFileLook = (nodeId: string, container: string, path: string) =>
  useOperation(
    nodeKeys.containerFile(nodeId, container, path, 'look'),
    'GET /nodes/{node}/containers/{container}/files',
    address(nodeId, container, path),
  );

export const useFileText = (nodeId: string, container: string, path: string) =>
  useOperation(
    nodeKeys.containerFile(nodeId, container, path, 'text'),
    'GET /nodes/{node}/containers/{container}/files/text',
    address(nodeId, container, path),
  );

/** Where the browser downloads a file from. */
export const fileUrl = (nodeId: string, container: string, path: string): string =>
  operationUrl('GET /nodes/{node}/containers/{container}/files/content', address(nodeId, container, path));

/** The same of a directory, as an archive. */
export const directoryUrl = (nodeId: string, container: string, path: string): string =>
  operationUrl('GET /nodes/{node}/containers/{container}/files/archive', address(nodeId, container, path));

/** What a written file makes stale: itself, its directory, and what the container has changed. */
function useAfterWrite(nodeId: string, container: string): (path: string) => void {
  const client = useQueryClient();
  return (path) => {
    const stale = [
      nodeKeys.containerFile(nodeId, container, path),
      nodeKeys.containerFile(nodeId, container, parentOf(path)),
      nodeKeys.container(nodeId, container, 'changes'),
    ];
    for (const queryKey of stale) void client.invalidateQueries({ queryKey });
  };
}

/** `mutate({ path, version, text })`. */
export function useSaveText(nodeId: string, container: string) {
  const after = useAfterWrite(nodeId, container);
  const key = 'PUT /nodes/{node}/containers/{container}/files/text';
  return useMutation<Output<typeof key>, ApiError, { path: string; version: string; text: string }>({
    mutationFn: ({ text, ...query }) =>
      sendFile(key, { params: { node: nodeId, container }, query }, { file: new Blob([text]), contentType: 'text/plain' }),
    onSuccess: ({ path }) => after(path),
  });
}

/** `mutate({ path, file, replace, onProgress, signal })`: a file of any length. */
export function useUploadFile(nodeId: string, container: string) {
  const after = useAfterWrite(nodeId, container);
  const key = 'PUT /nodes/{node}/containers/{container}/files/content';
  interface Upload {
    path: string;
    file: File;
    replace: boolean;
    onProgress: (sentBytes: number) => void;
    signal: AbortSignal;
  }
  return useMutation<Output<typeof key>, ApiError, Upload>({
    mutationFn: ({ path, file, replace, ...options }) => {
      const query = { path, sizeBytes: file.size, replace };
      return sendFile(
        key,
        { params: { node: nodeId, container }, query },
        { file, contentType: 'application/octet-stream' },
        options,
      );
    },
    onSettled: (_result, _error, { path }) => after(path),
  });
}
