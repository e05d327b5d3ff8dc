import { z } from 'zod';
import {
  registryContentsSchema,
  registryImageQuerySchema,
  registryImageSchema,
  removedRegistryImageSchema,
  removeRegistryImageQuerySchema,
} from '../class-registry';
import { idSchema } from '../common';
import { defineEndpoints } from './endpoint';

const cls = z.object({ class: idSchema });

/** What the registry of a class holds. */
export const classRegistryEndpoints = defineEndpoints({
  'GET /classes/{class}/registry/repositories': {
    summary: 'What the registry of a class holds: repositories and their tags, with sizes, and who pushed them with the panel.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    status: 200,
    response: registryContentsSchema,
    problems: ['not_found', 'registry_unreachable', 'registry_error', 'registry_sign_in'],
  },
  'GET /classes/{class}/registry/image': {
    summary: 'One image in the registry of a class, with its layers.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    query: registryImageQuerySchema,
    status: 200,
    response: registryImageSchema,
    problems: [
      ...(['not_found', 'registry_not_set', 'registry_image_missing'] as const),
      ...(['registry_unreachable', 'registry_error', 'registry_sign_in'] as const),
    ],
  },
  'DELETE /classes/{class}/registry/image': {
    summary:
      'Deletes an image from the registry of a class, with every tag of its digest. A dry run names these tags; its `plan` is given to delete them, and no others. The space is free once the registry collects its garbage.',
    tag: 'classes',
    auth: 'required',
    params: cls,
    query: removeRegistryImageQuerySchema,
    status: 200,
    response: removedRegistryImageSchema,
    problems: [
      ...(['not_found', 'registry_not_set', 'registry_image_missing', 'registry_tags_changed', 'registry_tags_many'] as const),
      ...(['registry_delete_off'] as const),
      ...(['registry_unreachable', 'registry_error', 'registry_sign_in'] as const),
    ],
  },
});
