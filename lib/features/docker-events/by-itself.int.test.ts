import { describe, expect, test } from 'vitest';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import { createLiveModel } from '@/lib/gateways/docker/live-model';
import { dockerLab, pull, shell } from '@/lib/testing/docker-lab';
import { quiet, until } from '@/lib/testing/test-lab';
import { ByItself } from './by-itself';
import { isShown } from './create-event-log';

const t = dockerLab('byitself');

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  test('what a policy restarts and --rm removes comes by itself; what is typed does not', () =>
    t.on(which, async (engine, ssh) => {
      await pull(engine, 'busybox');
      const byItself = new ByItself();
      const names = new Map<string, string>();
      const told: Array<{ name: string; action: string; is: boolean | Promise<boolean> }> = [];
      const heard = (event: DockerEvent): void => {
        const id = event.kind === 'container' ? event.id : (event.container ?? '');
        if (event.kind === 'container' && event.name) names.set(id, event.name);
        const state = model.lists.containers.find((row) => row.id === id)?.state;
        const is = byItself.hear(event, state);
        if (isShown(event)) told.push({ name: names.get(id) ?? '', action: event.action, is });
      };
      const model = createLiveModel(engine, { changed: () => {}, heard, log: quiet });
      await model.open();
      const heardOf = (name: string): string[] => told.filter((one) => one.name === name).map(({ action }) => action);
      const ownOf = async (name: string): Promise<string[]> => {
        const ofIt = told.filter((one) => one.name === name);
        return (await Promise.all(ofIt.map(async ({ action, is }) => ((await is) ? [action] : [])))).flat();
      };
      const gone = (name: string) =>
        until(
          `the end of ${name}`,
          () => heardOf(name),
          (actions) => actions.includes('destroy'),
        );

      await shell(ssh, 'docker network create app; docker run -d --name loop --network app --restart on-failure:2 busybox false');
      await until(
        'the last end of loop',
        () => model.lists.containers.find(({ name }) => name === 'loop')?.state,
        (state) => state === 'exited' && heardOf('loop').filter((action) => action === 'die').length === 3,
      );
      // As a person who has seen it end: what is removed sooner was run with --rm.
      await shell(ssh, 'sleep 2.1; docker rm loop');
      await gone('loop');
      const begin = ['create', 'connect', 'start'];
      const loop = heardOf('loop');
      expect([loop.slice(0, 3), loop.length, loop.at(-1)]).toEqual([begin, 3 + 2 + 4 + 4 + 1, 'destroy']);
      expect(await ownOf('loop')).toEqual(loop.slice(3, -1));

      await shell(ssh, 'docker run -d --rm --name once --network app busybox true');
      await gone('once');
      expect(heardOf('once').slice(0, 3)).toEqual(begin);
      expect(await ownOf('once')).toEqual(heardOf('once').slice(3));

      await shell(ssh, 'docker run -d --name kept --network app busybox sleep 600; docker restart -t 0 kept');
      await shell(ssh, 'docker network disconnect app kept; docker network connect app kept; docker rm -f kept');
      await gone('kept');
      // Docker 20.10 tells a disconnect that is asked for twice.
      expect(heardOf('kept').filter((action) => action === 'disconnect').length).toBeGreaterThanOrEqual(3);
      expect(await ownOf('kept')).toEqual([]);
      model.close();
      await shell(ssh, 'docker network rm app; docker rmi busybox');
    }));
});
