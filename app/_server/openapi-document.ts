import { z } from 'zod';
import { endpoints } from '@/lib/shared/api';
import type { Endpoint } from '@/lib/shared/api/endpoint';
import { errorTable } from '@/lib/shared/error-codes';
import { classSchema, createdTokenSchema, memberSchema, tokenSchema, userSchema } from '@/lib/shared/accounts';
import { problemSchema } from '@/lib/shared/common';
import { containerSchema, logLineSchema } from '@/lib/shared/containers';
import { blockSchema, inlineSchema } from '@/lib/shared/courses';
import { imageSchema, removedImageSchema } from '@/lib/shared/images';
import { layerMapSchema, layerSchema, rwLayerSchema } from '@/lib/shared/layers';
import { jobSchema } from '@/lib/shared/jobs';
import { nodeSchema } from '@/lib/shared/nodes';
import packageJson from '@/package.json';
import { apiBase } from './request-input';

type Json = Record<string, unknown>;

/** Answers that have a name of their own in the document. */
const named = {
  Class: classSchema,
  Container: containerSchema,
  CreatedToken: createdTokenSchema,
  Image: imageSchema,
  Job: jobSchema,
  Layer: layerSchema,
  LessonBlock: blockSchema,
  LessonInline: inlineSchema,
  LayerMap: layerMapSchema,
  LogLine: logLineSchema,
  Member: memberSchema,
  Node: nodeSchema,
  Problem: problemSchema,
  RemovedImage: removedImageSchema,
  RwLayer: rwLayerSchema,
  Token: tokenSchema,
  User: userSchema,
};

/** Everything a call may be refused with before its feature is asked. */
const always = {
  public: ['rate_limited', 'internal'],
  required: ['unauthenticated', 'rate_limited', 'internal'],
} as const;

/** OpenAPI 3.1 (its schemas are JSON Schema 2020-12), written from the same declarations the routes parse and present by. */
export function openApiDocument(): { openapi: string } & Json {
  const paths: Record<string, Json> = {};
  for (const [key, endpoint] of Object.entries(endpoints) as Array<[string, Endpoint]>) {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(key, endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Berth',
      version: packageJson.version,
      description:
        'Nodes of a Docker lab: containers, images, layers, long work. Nodes are named by id or name. Lists are `{items, nextCursor?}`; ' +
        'errors are problem details (RFC 9457) with a `code`. `Accept-Language: ko` or `en` chooses the language of `detail`.',
    },
    servers: [{ url: apiBase }],
    tags: [...new Set(Object.values(endpoints).map((endpoint) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A personal token, made under your account or by the operator.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'berth.session',
          description: 'The session of the pages (`__Host-berth.session` over HTTPS). Changes need an `Origin` of the panel.',
        },
      },
    },
  };
}

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** Schemas known by identity get a reference wherever they stand, lists included. */
function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', isComponent = false): Json {
  const registry = z.registry<{ id?: string }>();
  for (const [id, own] of Object.entries(named)) if (!(isComponent && own === schema)) registry.add(own, { id });
  const made = z.toJSONSchema(schema, {
    io,
    metadata: registry,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    // An answer may gain a field without becoming another API.
    override: ({ jsonSchema }) => {
      if (io === 'output') delete jsonSchema.additionalProperties;
      // `date-time` says it; zod's pattern for it is 300 characters, and its bounds of an integer are JavaScript's.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as Json;
  const { $schema: _dialect, $defs: _defs, ...rest } = made;
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

function componentSchemas(): Json {
  return Object.fromEntries(
    Object.entries(named).map(([name, schema]) => [name, withOwnName(name, toJsonSchema(schema, 'output', true))]),
  );
}

/** A part that holds itself is the whole document to JSON Schema (`#`), and one component of many here. */
function withOwnName(name: string, schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${name}"`)) as Json;
}

function operation(key: string, endpoint: Endpoint): Json {
  return {
    operationId: operationId(key),
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: endpoint.auth === 'public' ? [] : [{ token: [] }, { session: [] }],
    ...parametersOf(endpoint),
    ...(endpoint.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: toJsonSchema(endpoint.body, 'input') } } } }
      : {}),
    ...(endpoint.upload
      ? {
          requestBody: {
            required: true,
            content: { [endpoint.upload.contentType]: { schema: { type: 'string', format: 'binary' } } },
          },
        }
      : {}),
    responses: { [endpoint.status]: success(endpoint), ...problems(endpoint, !key.startsWith('GET ')) },
  };
}

/** `GET /nodes/{node}/containers` → `getNodesByNodeContainers`: stable, and unique because the key is. */
function operationId(key: string): string {
  const [method = '', path = ''] = key.split(' ');
  const words = path.split(/[/.-]/).filter((word) => word !== '');
  const name = words.map((word) => (word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : capital(word))).join('');
  return method.toLowerCase() + name;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function parametersOf(endpoint: Endpoint): Json {
  const parameters = [
    ...Object.entries(endpoint.params?.shape ?? {}).map(([name, schema]) => parameter('path', name, schema as z.ZodType)),
    ...Object.entries(endpoint.query?.shape ?? {}).map(([name, schema]) => parameter('query', name, schema as z.ZodType)),
  ];
  return parameters.length === 0 ? {} : { parameters };
}

function parameter(where: 'path' | 'query', name: string, schema: z.ZodType): Json {
  return { name, in: where, required: where === 'path', schema: toJsonSchema(schema, 'input') };
}

function success(endpoint: Endpoint): Json {
  const headers = endpoint.location
    ? { headers: { Location: { description: `${apiBase}${endpoint.location}`, schema: { type: 'string' } } } }
    : {};
  if (endpoint.stream)
    return {
      description: endpoint.summary,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    };
  if (endpoint.response === null) return { description: 'Done; no content.' };
  if (endpoint.download) {
    const content = Object.fromEntries(endpoint.download.map((type) => [type, { schema: { type: 'string' } }]));
    return { description: endpoint.summary, content };
  }
  return {
    description: endpoint.summary,
    ...headers,
    content: { 'application/json': { schema: toJsonSchema(endpoint.response, 'output') } },
  };
}

/** The declared problems by status; their codes are in the description. */
function problems(endpoint: Endpoint, isChange: boolean): Json {
  const byStatus = new Map<number, string[]>();
  const invalid = endpoint.query || endpoint.body || endpoint.upload ? (['invalid_input'] as const) : [];
  const large = endpoint.body || endpoint.upload?.maxBytes ? (['payload_too_large'] as const) : [];
  const change = isChange ? (['origin_refused'] as const) : [];
  for (const code of new Set([...endpoint.problems, ...always[endpoint.auth], ...invalid, ...large, ...change])) {
    const { status } = errorTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: reference('Problem') } },
      },
    ]),
  );
}
