import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import { useErrorText } from './error-text';

const Text = ({ code }: { code: string }) => <p>{useErrorText()(code)}</p>;
const text = (code: string, locale: 'en' | 'ko' = 'en') => textOf(render(<Text code={code} />, locale));

test('a code of the table is said in the language of the reader', () => {
  expect(text('docker_down')).not.toBe(text('internal'));
  expect(text('docker_down', 'ko')).not.toBe(text('docker_down'));
});

test.each(['of_a_newer_panel', 'toString', ''])('a code that is not known, “%s”, has the general text', (code) => {
  expect(text(code)).toBe(text('internal'));
});
