import { z } from 'zod';
import { buildCacheSchema, buildImageQuerySchema, pruneCacheSchema, prunedCacheSchema } from '../builds';
import { listSchema, nodeRefSchema } from '../common';
import {
  imageDetailSchema,
  imageHistoryRowSchema,
  imageRefSchema,
  imageSchema,
  loadedImagesSchema,
  prunedImagesSchema,
  pruneImagesSchema,
  pullImageSchema,
  removedImageSchema,
  removeImageQuerySchema,
  tagImageSchema,
} from '../images';
import { jobSchema } from '../jobs';
import { defineEndpoints } from './endpoint';

const node = z.object({ node: nodeRefSchema });
/** A reference holds slashes and colons: percent-encode it into one segment, `localhost%3A5000%2Fx%2Fy%3A1.0`. */
const image = z.object({ node: nodeRefSchema, image: imageRefSchema });

export const imageEndpoints = defineEndpoints({
  'GET /nodes/{node}/images': {
    summary: 'All images of a node.',
    tag: 'images',
    auth: 'required',
    params: node,
    status: 200,
    response: listSchema(imageSchema),
    problems: ['not_found', 'node_unreachable', 'docker_down'],
  },
  'POST /nodes/{node}/images/pull': {
    summary: 'Starts a pull as a job; follow it at its Location.',
    tag: 'images',
    auth: 'required',
    params: node,
    body: pullImageSchema,
    status: 202,
    response: jobSchema,
    location: '/jobs/{id}',
    problems: ['not_found', 'image_reference_invalid', 'node_unreachable'],
  },
  'POST /nodes/{node}/images/build': {
    summary:
      'Builds an image as a job; follow it at its Location. The body is the context, a tar archive of up to 2 GiB with the Dockerfile in it.',
    tag: 'images',
    auth: 'required',
    params: node,
    query: buildImageQuerySchema,
    upload: { contentType: 'application/x-tar' },
    status: 202,
    response: jobSchema,
    location: '/jobs/{id}',
    problems: ['not_found', 'build_context_invalid', 'build_context_unsafe', 'build_context_too_large', 'node_unreachable'],
  },
  'GET /nodes/{node}/images/{image}': {
    summary: 'One image: its configuration, and the containers that use it. The reference is percent-encoded into one segment.',
    tag: 'images',
    auth: 'required',
    params: image,
    status: 200,
    response: imageDetailSchema,
    problems: ['not_found', 'image_not_found', 'node_unreachable'],
  },
  'GET /nodes/{node}/images/{image}/history': {
    summary: 'How an image was made, the newest row first, and which rows made a layer.',
    tag: 'images',
    auth: 'required',
    params: image,
    status: 200,
    response: listSchema(imageHistoryRowSchema),
    problems: ['not_found', 'image_not_found', 'node_unreachable'],
  },
  'POST /nodes/{node}/images/{image}/tag': {
    summary: 'Gives an image a further tag. A tag that another image has is taken from it.',
    tag: 'images',
    auth: 'required',
    params: image,
    body: tagImageSchema,
    status: 201,
    response: imageSchema,
    problems: ['not_found', 'image_not_found', 'image_reference_invalid', 'node_unreachable'],
  },
  'POST /nodes/{node}/images/{image}/push': {
    summary:
      'Starts a push of one tag to the registry that it names, as a job; follow it at its Location. Nobody is signed in for it.',
    tag: 'images',
    auth: 'required',
    params: image,
    status: 202,
    response: jobSchema,
    location: '/jobs/{id}',
    problems: ['not_found', 'image_reference_invalid', 'node_unreachable'],
  },
  'GET /nodes/{node}/images/{image}/save': {
    summary: 'An image as a tar archive, as `docker save` writes it.',
    tag: 'images',
    auth: 'required',
    params: image,
    status: 200,
    response: null,
    stream: true,
    problems: ['not_found', 'image_not_found', 'node_unreachable'],
  },
  'POST /nodes/{node}/images/load': {
    summary: 'Loads the images of a tar archive that `docker save` wrote, packed or not. It may be of any length.',
    tag: 'images',
    auth: 'required',
    params: node,
    upload: { contentType: 'application/x-tar' },
    status: 200,
    response: loadedImagesSchema,
    problems: ['not_found', 'image_archive_invalid', 'disk_full', 'node_unreachable'],
  },
  'POST /nodes/{node}/images/prune': {
    summary:
      'Removes images that no container uses: without a tag, or all of them. A dry run names them, and the bytes that they free.',
    tag: 'images',
    auth: 'required',
    params: node,
    body: pruneImagesSchema,
    status: 200,
    response: prunedImagesSchema,
    problems: ['not_found', 'node_unreachable'],
  },
  'GET /nodes/{node}/build-cache': {
    summary: 'What BuildKit keeps of builds on a node, the largest first.',
    tag: 'images',
    auth: 'required',
    params: node,
    status: 200,
    response: buildCacheSchema,
    problems: ['not_found', 'node_unreachable'],
  },
  'POST /nodes/{node}/build-cache/prune': {
    summary:
      'Removes the build cache that is not in use, as `docker builder prune`, with `all` as `-a`. A dry run tells how many bytes.',
    tag: 'images',
    auth: 'required',
    params: node,
    body: pruneCacheSchema,
    status: 200,
    response: prunedCacheSchema,
    problems: ['not_found', 'node_unreachable'],
  },
  'DELETE /nodes/{node}/images/{image}': {
    summary: 'Removes a tag, and the image when it was the last one; `all` removes the image with all its tags.',
    tag: 'images',
    auth: 'required',
    params: image,
    query: removeImageQuerySchema,
    status: 200,
    response: removedImageSchema,
    problems: ['not_found', 'image_not_found', 'image_in_use', 'node_unreachable'],
  },
});
