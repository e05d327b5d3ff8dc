import { expect, test } from 'vitest';
import { stepInputSchema } from './operations';
import { stepIds } from './step-ids';

test('the list of steps is that of the schema, in its order', () => {
  expect([...stepIds]).toEqual(stepInputSchema.options.map((option) => option.shape.id.value));
});
