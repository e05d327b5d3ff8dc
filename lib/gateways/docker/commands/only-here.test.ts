import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const isProduct = (file: string) => /\.ts$/.test(file) && !/\.test\.ts$|_testing\//.test(file);
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name))
    .filter(isProduct);

/** What stands between the backticks of each command for a node. */
const commandsIn = (file: string) => [...readFileSync(file, 'utf8').matchAll(/\bremote`([^`]*)`/g)].map(([, text]) => text ?? '');
const speaksToDocker = (command: string) => /docker|daemon\.json/.test(command);

test('commands that run docker or dockerd, or touch their files, are constants of the Docker gateway alone', () => {
  const files = ['lib', 'app', 'scripts'].flatMap(filesIn).filter((file) => !file.startsWith('lib/testing/'));
  const speaking = files.filter((file) => commandsIn(file).some(speaksToDocker)).map((file) => path.posix.dirname(file));
  expect([...new Set(speaking)]).toEqual(['lib/gateways/docker/commands']);
});
