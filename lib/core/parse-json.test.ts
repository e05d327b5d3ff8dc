import { expect, test } from 'vitest';
import { nodeReasonSchema } from '@/lib/shared/nodes';
import { parseJson } from './parse-json';

const reason = { code: 'node_lost', detail: null };

test.each([
  ['what was stored', JSON.stringify(reason), reason],
  ['nothing', null, null],
  ['an empty column', '', null],
  ['a text cut short', JSON.stringify(reason).slice(0, -3), null],
  ['another shape', '{"code":7}', null],
  ['JSON null', 'null', null],
])('%s', (_what, text, read) => {
  expect(parseJson(nodeReasonSchema, text)).toEqual(read);
});
