import { expect, test } from 'vitest';
import { connectCommand, createCommand, disconnectCommand, removeCommand } from './network-commands';

test('only what is chosen is in the line', () => {
  expect(createCommand({ name: 'app', driver: 'bridge', internal: false })).toBe('docker network create app');
  expect(createCommand({ name: '', driver: 'bridge', subnet: '', gateway: '', internal: false })).toBe(
    'docker network create NAME',
  );
  const all = { name: 'app', driver: 'macvlan', subnet: '10.1.0.0/24', gateway: '10.1.0.9', internal: true } as const;
  expect(createCommand(all)).toBe('docker network create -d macvlan --subnet 10.1.0.0/24 --gateway 10.1.0.9 --internal app');
  expect(connectCommand('app', '')).toBe('docker network connect app CONTAINER');
  expect(connectCommand('app', 'web', 'db')).toBe('docker network connect --alias db app web');
  expect(disconnectCommand('app', 'web')).toBe('docker network disconnect app web');
  expect(disconnectCommand('app', 'web', true)).toBe('docker network disconnect -f app web');
});

test('a name from the node is one word, whatever is in it', () => {
  expect(removeCommand('a; reboot', 'b')).toBe("docker network rm 'a; reboot' b");
});
