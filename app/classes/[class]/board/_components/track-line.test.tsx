import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { TrackItem } from '@/lib/shared/track';
import { TrackLine } from './track-line';

const place = { key: 'k', at: '2026-01-01T10:00:05.000Z', lesson: '09-commit', step: 'make', title: 'Make an image' } as const;
const nowhere = { ...place, lesson: null, step: null, title: null };
const line = (item: TrackItem): string => render(<TrackLine item={item} number={item.step && '9.3'} timeZone="UTC" />);

test('a line says when, at which step and what, a verdict also to those who hear it', () => {
  const html = line({
    ...{
      ...place,
      kind: 'check',
      verdict: 'failed',
      says: 'Wanted author `sds`.',
      wanted: 'sds',
      found: null,
      where: null,
      count: 3,
    },
  });
  expect(textOf(html)).toBe('10:00:05 9.3 not right yet: Wanted author sds . · 3 times');
  expect(html).toContain('title="Make an image"');
});

test('who did it, what was written, and what Docker did', () => {
  expect(textOf(line({ ...place, kind: 'reset', by: null }))).toContain('Reset the step');
  expect(textOf(line({ ...place, kind: 'reset', by: 'Kim' }))).toContain('Step reset by Kim');
  expect(textOf(line({ ...place, kind: 'help', level: 3, says: null }))).toContain('Opened the solution');
  expect(textOf(line({ ...place, kind: 'wrote', what: 'why', value: 'Layers' }))).toContain('Explained why: Layers');
  expect(textOf(line({ ...nowhere, kind: 'hand', what: 'claimed', by: null, text: null }))).toContain('Staff came to help');
  const deed = { action: 'die', on: 'container', name: 'web', image: 'nginx', exitCode: 0, node: 'node0' } as const;
  expect(textOf(line({ ...nowhere, kind: 'deed', ...deed }))).toContain('container die web · nginx · exit code 0 · node0');
});
