import { expect, test } from 'vitest';
import { archiveCommand, copyInCommand, copyOutCommand, listCommand, showCommand } from './file-commands';

test('the commands are those of docker', () => {
  expect(listCommand('web', '/etc', true)).toBe('docker exec web ls -la /etc');
  expect(listCommand('web', '/etc', false)).toBe('docker cp web:/etc - | tar -tv');
  expect(showCommand('web', '/a b', true)).toBe("docker exec web cat '/a b'");
  expect(showCommand('web', '/etc/hosts', false)).toBe('docker cp web:/etc/hosts - | tar -xO');
  expect(copyInCommand('web', '-rf', '/-rf')).toBe('docker cp ./-rf web:/-rf');
  expect(copyInCommand('web', 'a:b', '/x')).toBe('docker cp ./a:b web:/x');
  expect(copyOutCommand('web', '/$(id)')).toBe("docker cp 'web:/$(id)' .");
  expect(archiveCommand('web', '/var/log')).toBe('docker cp web:/var/log - > log.tar');
  expect(archiveCommand('web', '/')).toBe('docker cp web:/ - > web.tar');
});

test('what cannot be seen of a name is written out', () => {
  expect(copyOutCommand('web', '/a\n\u001b[31m')).toBe("docker cp $'web:/a\\n\\x1b[31m' .");
});
