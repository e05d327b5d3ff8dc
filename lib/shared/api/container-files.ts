import { z } from 'zod';
import { nodeRefSchema } from '../common';
import {
  fileLookSchema,
  filePathQuerySchema,
  fileTextQuerySchema,
  fileTextSchema,
  savedTextSchema,
  uploadedSchema,
  uploadQuerySchema,
} from '../container-files';
import { fileLimits } from '../file-names';
import { containerRefSchema } from '../containers';
import { defineEndpoints } from './endpoint';

const container = z.object({ node: nodeRefSchema, container: containerRefSchema });

export const containerFileEndpoints = defineEndpoints({
  'GET /nodes/{node}/containers/{container}/files': {
    summary: 'What is at a path of a container, running or not, and of a directory what lies in it.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: filePathQuerySchema,
    status: 200,
    response: fileLookSchema,
    problems: ['not_found', 'container_not_found', 'file_not_found', 'node_unreachable'],
  },
  'GET /nodes/{node}/containers/{container}/files/text': {
    summary: 'The text of a file of a container, up to 256 KiB.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: filePathQuerySchema,
    status: 200,
    response: fileTextSchema,
    problems: ['not_found', 'container_not_found', 'file_not_found', 'file_not_regular', 'node_unreachable'],
  },
  'PUT /nodes/{node}/containers/{container}/files/text': {
    summary: 'Writes another text into a file of a container, unless it has changed. It keeps its permissions and its owner.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: fileTextQuerySchema,
    upload: { contentType: 'text/plain', maxBytes: fileLimits.textMaxBytes },
    status: 200,
    response: savedTextSchema,
    problems: [
      ...(['not_found', 'container_not_found', 'file_not_found', 'file_not_regular', 'file_not_text', 'file_changed'] as const),
      ...(['file_read_only', 'file_mounted', 'disk_full', 'node_unreachable'] as const),
    ],
  },
  'GET /nodes/{node}/containers/{container}/files/content': {
    summary: 'A file of a container, of any length.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: filePathQuerySchema,
    status: 200,
    response: null,
    stream: true,
    problems: ['not_found', 'container_not_found', 'file_not_found', 'file_not_regular', 'node_unreachable'],
  },
  'PUT /nodes/{node}/containers/{container}/files/content': {
    summary: 'Writes a file of any length into a container. One that is there is replaced only with `replace`.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: uploadQuerySchema,
    upload: { contentType: 'application/octet-stream' },
    status: 200,
    response: uploadedSchema,
    problems: [
      ...([
        'not_found',
        'container_not_found',
        'file_not_found',
        'file_not_regular',
        'file_not_directory',
        'file_exists',
      ] as const),
      ...(['file_read_only', 'file_mounted', 'file_name_too_long', 'disk_full', 'node_unreachable'] as const),
    ],
  },
  'GET /nodes/{node}/containers/{container}/files/archive': {
    summary: 'A directory of a container as a tar archive, as `docker cp CONTAINER:PATH -` prints it.',
    tag: 'containers',
    auth: 'required',
    params: container,
    query: filePathQuerySchema,
    status: 200,
    response: null,
    stream: true,
    problems: ['not_found', 'container_not_found', 'file_not_found', 'file_not_directory', 'node_unreachable'],
  },
});
