import { expect, test } from 'vitest';
import { imageNameSchema } from './images';

test.each(['x', 'x:1', 'localhost:5000/team/x:1.0-rc_2', 'a.b/c__d/e', '10.0.0.1:5000/x'])(
  '%s can be the name of an image',
  (name) => {
    expect(imageNameSchema.safeParse(name).success).toBe(true);
  },
);

/** Of the grammar of references (distribution/reference); the last two are ids. */
test.each(['', 'X', 'x:', 'x:-1', 'x/', '-x', 'x y', `x@sha256:${'a'.repeat(64)}`, `sha256:${'a'.repeat(64)}`, 'a'.repeat(64)])(
  '%j cannot',
  (name) => {
    expect(imageNameSchema.safeParse(name).success).toBe(false);
  },
);
