import { expect, test } from 'vitest';
import { presentVolumes } from './volumes';

const volume = (Name: string, more: object = {}) => ({
  ...{ Name, Driver: 'local', Mountpoint: `/var/lib/docker/volumes/${Name}/_data`, CreatedAt: '2026-01-01T00:00:00Z' },
  ...more,
});
const container = (Id: string, State: string, ...volumes: string[]) => ({
  ...{ Id, Names: [`/${Id}`, `/${Id}/linked`], State },
  Mounts: [{ Type: 'bind', Source: '/etc' }, ...volumes.map((Name) => ({ Type: 'volume', Name }))],
});

test('volumes are told by name, with who mounts them', () => {
  const hash = 'a'.repeat(64);
  const told = presentVolumes({ Volumes: [volume('data'), volume(hash)] }, [
    container('web', 'running', 'data', 'data'),
    container('old', 'exited', 'data'),
    container('held', 'paused', 'data'),
  ]);
  expect(told.map(({ name, isAnonymous }) => [name, isAnonymous])).toEqual([
    [hash, true],
    ['data', false],
  ]);
  expect(told[1]).toMatchObject({ driver: 'local', createdAt: '2026-01-01T00:00:00.000Z' });
  expect(told[1]?.usedBy).toEqual([
    { id: 'web', name: 'web', isRunning: true },
    { id: 'old', name: 'old', isRunning: false },
    { id: 'held', name: 'held', isRunning: true },
  ]);
  expect(told[0]?.usedBy).toEqual([]);
});

test('a daemon without volumes says null, and a bad row does not take the others with it', () => {
  expect(presentVolumes({ Volumes: null }, [])).toEqual([]);
  expect(presentVolumes({ Volumes: [null, volume('data', { CreatedAt: 7, Driver: null })] }, [])).toMatchObject([
    { name: 'data', driver: '', createdAt: null },
  ]);
  for (const none of [[], {}, { Volumes: 5 }, { Volumes: [{}] }, Buffer.from('<html>')])
    expect(() => presentVolumes(none, [])).toThrow(expect.objectContaining({ code: 'docker_answer_malformed' }));
});
