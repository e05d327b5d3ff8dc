import { expect, test } from 'vitest';
import { parseMirrors } from './pull-sources';

test('mirrors come from daemon.json, without the password in them, and never as anything but an address', () => {
  const json = JSON.stringify({
    'registry-mirrors': ['http://10.0.0.2:5000', 'https://me:secret@mirror.lab/', 'file:///etc/shadow', 'nonsense', 7],
  });
  expect(parseMirrors(json)).toEqual([
    { scheme: 'http', host: '10.0.0.2', port: 5000, kind: 'mirror' },
    { scheme: 'https', host: 'mirror.lab', port: 443, kind: 'mirror' },
  ]);
  for (const text of ['', '{', 'null', '[]', '{"registry-mirrors": "x"}']) expect(parseMirrors(text)).toEqual([]);
});
