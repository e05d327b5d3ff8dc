import type { Kind } from '../kind';
import type { CheckKind } from '../spec';
import { answer } from './answer';
import { container } from './container';
import { deed } from './deed';
import { diff } from './diff';
import { file } from './file';
import { http } from './http';
import { image } from './image';
import { layers } from './layers';
import { process } from './process';
import { registry } from './registry';
import { script } from './script';
import { session } from './session';

/** Every kind of check by its name in a lesson. Facts are each kind's own, so they are unknown from outside of it. */
export const kinds: { readonly [K in CheckKind]: Kind<K, never> } = {
  ...{ answer, container, deed, diff, file, http, image, layers, process, registry, script, session },
} as never;
