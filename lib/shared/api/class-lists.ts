import { z } from 'zod';
import { classContainersQuerySchema, classContainersSchema, classImagesQuerySchema, classImagesSchema } from '../class-lists';
import { idSchema } from '../common';
import { defineEndpoints } from './endpoint';

const cls = z.object({ class: idSchema });

export const classListEndpoints = defineEndpoints({
  'GET /classes/{class}/containers': {
    summary:
      'For staff: the containers of all nodes of a class, by node and name, page by page, with counts. Nodes that do not answer are listed apart, with why.',
    tag: 'containers',
    auth: 'required',
    params: cls,
    query: classContainersQuerySchema,
    status: 200,
    response: classContainersSchema,
    problems: ['not_found'],
  },
  'GET /classes/{class}/images': {
    summary:
      'For staff: the images of all nodes of a class, by node and name, page by page, with counts. Nodes that do not answer are listed apart, with why.',
    tag: 'images',
    auth: 'required',
    params: cls,
    query: classImagesQuerySchema,
    status: 200,
    response: classImagesSchema,
    problems: ['not_found'],
  },
});
