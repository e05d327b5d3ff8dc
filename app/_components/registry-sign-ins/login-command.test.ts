import { expect, test } from 'vitest';
import { loginCommand } from './login-command';

test.each([
  ['docker.io', 'lab', 'docker login -u lab'],
  ['https://index.docker.io/v1/', 'lab', 'docker login -u lab'],
  ['', '', 'docker login -u NAME'],
  [' https://Registry.Example:5000/v2/ ', 'a b', "docker login registry.example:5000 -u 'a b'"],
])('%j as %j', (host, user, command) => {
  expect(loginCommand(host, user)).toBe(command);
});
