import { expect, test } from 'vitest';
import { attachCommand, commitCommand, execCommand, killCommand, limitCommand, renameCommand } from './container-commands';

test('a signal is named as docker kill takes it, and SIGKILL is what it sends by itself', () => {
  expect(killCommand('web', 'SIGKILL')).toBe('docker kill web');
  expect(killCommand('web', 'SIGHUP')).toBe('docker kill -s HUP web');
});

test('a name from the node is one word, whatever is in it', () => {
  expect(renameCommand('a; reboot', 'b')).toBe("docker rename 'a; reboot' b");
  expect(renameCommand('web', '')).toBe('docker rename web NEW_NAME');
});

test('a command in a container is shown word by word', () => {
  expect(execCommand('web', [])).toBe('docker exec -it web COMMAND');
  expect(execCommand('web', ['sh', '-c', 'ls /; id'])).toBe("docker exec -it web sh -c 'ls /; id'");
  expect(attachCommand('a b')).toBe("docker attach 'a b'");
});

test('only the limits that are set are in the line, memory with its swap', () => {
  expect(limitCommand('web', { memoryBytes: 64 * 1024 * 1024 })).toBe('docker update --memory 64m --memory-swap 128m web');
  expect(limitCommand('web', { cpus: 0.5, pids: 100, restart: 'unless-stopped' })).toBe(
    'docker update --cpus 0.5 --pids-limit 100 --restart unless-stopped web',
  );
  expect(limitCommand('web', { pids: null })).toBe('docker update --pids-limit -1 web');
  expect(limitCommand('web', { pids: Number.NaN })).toBe('docker update web');
});

test('author and message are quoted where a shell would take them apart', () => {
  expect(commitCommand('web', { image: 'mine:1', author: 'sds', message: 'add hello.txt', pause: true })).toBe(
    "docker commit -a sds -m 'add hello.txt' web mine:1",
  );
  expect(commitCommand('web', { image: '', pause: false })).toBe('docker commit --pause=false web IMAGE');
});
