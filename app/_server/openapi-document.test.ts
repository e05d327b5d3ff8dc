import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { endpoints } from '@/lib/shared/api';
import { openApiDocument } from './openapi-document';

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(openApiDocument()));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('every endpoint is in the document, and nothing else', () => {
  const { paths } = openApiDocument() as unknown as { paths: Record<string, Record<string, unknown>> };
  const described = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((m) => `${m.toUpperCase()} ${path}`));
  expect(described.sort()).toEqual(Object.keys(endpoints).sort());
});

test('every placeholder of a path is a declared parameter', () => {
  for (const [key, endpoint] of Object.entries(endpoints)) {
    const placeholders = [...key.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect('params' in endpoint ? Object.keys(endpoint.params.shape) : [], key).toEqual(placeholders);
  }
});

test('every reference leads to a schema, and a list of nodes refers to Node', () => {
  const document = openApiDocument() as unknown as { components: { schemas: Record<string, unknown> } };
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] as string);
  expect(references).toContain('Node');
  for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
  expect(text).not.toContain('$defs');
});

test('operations have names of their own', () => {
  const ids = [...JSON.stringify(openApiDocument()).matchAll(/"operationId":"(\w+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(Object.keys(endpoints).length);
});

test('a secret goes in and never comes out', () => {
  const { components } = openApiDocument() as unknown as { components: { schemas: Record<string, unknown> } };
  expect(JSON.stringify(components.schemas)).not.toMatch(/"(password|privateKey|passphrase|rootPassword|credential)":/);
});
