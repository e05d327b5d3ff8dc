import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import { type NodeDto, rootLoginStageSchema } from '@/lib/shared/nodes';
import { FirstSteps } from './first-steps';

const node = (part: Partial<NodeDto>) =>
  ({
    id: 'id0',
    name: 'node0',
    loginUser: 'sds',
    rootLogin: false,
    rootLoginStage: 'none',
    images: 0,
    containersTotal: 0,
    ...part,
  }) as NodeDto;
/** The address of the step that is to be done next. */
const next = (part: Partial<NodeDto>) =>
  /<li[^>]*aria-current="step".*?href="([^"]*)"/s.exec(render(<FirstSteps node={node(part)} />))?.[1];

test('a student begins with the root login, under the name of the login user', () => {
  expect(textOf(render(<FirstSteps node={node({})} />))).toContain('Log in as sds and become root');
  expect(textOf(render(<FirstSteps node={node({})} />, 'ko'))).toContain('sds 사용자로 로그인한 뒤 root가 되기');
});

test.each(rootLoginStageSchema.options)('with a root login that is %s the next step follows from it', (rootLoginStage) => {
  const wasRoot = rootLoginStage === 'root' || rootLoginStage === 'at_root';
  expect(next({ rootLoginStage })).toBe(wasRoot ? '/nodes/id0/images?pull' : '/nodes/id0/root-login');
  expect(next({ rootLoginStage, rootLogin: true })).toBe('/nodes/id0/images?pull');
});

test('the step after the last one that is done is next', () => {
  expect(next({ rootLogin: true, images: 1 })).toBe('/nodes/id0/containers?run');
  expect(next({ rootLogin: true, images: 1, containersTotal: 1 })).toBe('/nodes/id0/terminal');
});
