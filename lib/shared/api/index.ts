import type { z } from 'zod';
import { accountEndpoints } from './accounts';
import { auditEndpoints } from './audit';
import { classEndpoints } from './classes';
import { classHelpEndpoints } from './class-help';
import { containerFileEndpoints } from './container-files';
import { classListEndpoints } from './class-lists';
import { classRegistryEndpoints } from './class-registry';
import { containerEndpoints } from './containers';
import { courseEndpoints } from './courses';
import { doctorEndpoints } from './doctor';
import { imageEndpoints } from './images';
import { importEndpoints } from './import';
import { jobEndpoints } from './jobs';
import { joinEndpoints } from './join';
import { layerEndpoints } from './layers';
import { networkEndpoints } from './networks';
import { nodeEndpoints } from './nodes';
import { operationEndpoints } from './operations';
import { panelEndpoints } from './panel';
import { rootLoginEndpoints } from './root-login';
import { dockerEventEndpoints } from './docker-events';
import { registrySignInEndpoints } from './registry-sign-ins';
import { volumeEndpoints } from './volumes';

/** Everything the API can do, keyed by method and path below `/api/v1`. */
export const endpoints = {
  ...panelEndpoints,
  ...accountEndpoints,
  ...auditEndpoints,
  ...classEndpoints,
  ...classListEndpoints,
  ...joinEndpoints,
  ...nodeEndpoints,
  ...importEndpoints,
  ...containerEndpoints,
  ...containerFileEndpoints,
  ...imageEndpoints,
  ...layerEndpoints,
  ...volumeEndpoints,
  ...dockerEventEndpoints,
  ...networkEndpoints,
  ...jobEndpoints,
  ...doctorEndpoints,
  ...rootLoginEndpoints,
  ...operationEndpoints,
  ...courseEndpoints,
  ...classHelpEndpoints,
  ...classRegistryEndpoints,
  ...registrySignInEndpoints,
};

type Endpoints = typeof endpoints;
export type Key = keyof Endpoints;

type Part<K extends Key, P extends 'params' | 'query' | 'body'> = Endpoints[K] extends { [X in P]: infer S extends z.ZodType }
  ? S
  : null;

/** What a caller gives: the values before parsing, so that defaults may be left out. */
export type Input<K extends Key> = (Part<K, 'params'> extends z.ZodType ? { params: z.input<Part<K, 'params'>> } : unknown) &
  (Part<K, 'query'> extends z.ZodType ? { query?: z.input<Part<K, 'query'>> } : unknown) &
  (Part<K, 'body'> extends z.ZodType ? { body: z.input<Part<K, 'body'>> } : unknown) &
  (Endpoints[K] extends { upload: object } ? { body: Blob } : unknown);

/** What a handler is given: the parsed values. */
export type Parsed<K extends Key> = {
  params: Part<K, 'params'> extends z.ZodType ? z.output<Part<K, 'params'>> : Record<string, never>;
  query: Part<K, 'query'> extends z.ZodType ? z.output<Part<K, 'query'>> : Record<string, never>;
  body: Endpoints[K] extends { upload: { maxBytes: number } }
    ? Uint8Array
    : Endpoints[K] extends { upload: object }
      ? ReadableStream<Uint8Array>
      : Part<K, 'body'> extends z.ZodType
        ? z.output<Part<K, 'body'>>
        : null;
  /** Fires when the caller goes away. */
  signal: AbortSignal;
};

export type Output<K extends Key> = Endpoints[K]['response'] extends infer S extends z.ZodType ? z.output<S> : null;
