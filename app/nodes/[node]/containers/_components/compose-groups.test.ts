import { expect, test } from 'vitest';
import type { ContainerDto } from '@/lib/shared/containers';
import { webContainer } from '@/lib/testing/fleet-double';
import { composeCommand, composeGroups } from './compose-groups';

const made = (name: string, project?: string, service = name): ContainerDto => ({
  ...webContainer,
  ...{ id: name, name },
  ...(project !== undefined && { compose: { project, service } }),
});

test('containers stand with their Compose project, projects by name, the rest last', () => {
  const groups = composeGroups([
    made('alone'),
    made('b-web-2', 'b', 'web'),
    made('b-web-1', 'b', 'web'),
    made('b-db', 'b', 'db'),
    made('a-1', 'a', 'x'),
  ]);
  expect(groups.map(({ project, services, containers }) => [project, services, containers.map(({ name }) => name)])).toEqual([
    ['a', ['x'], ['a-1']],
    ['b', ['db', 'web'], ['b-web-2', 'b-web-1', 'b-db']],
    [null, [], ['alone']],
  ]);
});

test('a list without a project is one group', () => {
  expect(composeGroups([made('one'), made('two')])).toHaveLength(1);
});

test('the command of a project names it, however it is called', () => {
  expect(composeCommand('shop', 'up', '-d')).toBe('docker compose -p shop up -d');
  expect(composeCommand('a b', 'down')).toBe("docker compose -p 'a b' down");
});
