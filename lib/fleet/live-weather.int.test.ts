import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFaultProxy } from '@/lab/farm/fault-proxy';
import { downLab, execOnNode, startDockerd, stopDockerd } from '@/lab/lab';
import { isAppError } from '@/lib/core/errors';
import { asShown, askDocker } from '@/lib/testing/docker-says';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { cleanDocker, type TestLab, testLab, until } from '@/lib/testing/test-lab';

const lab = 'liveweather';
let t: TestLab;
let panel: FleetPanel;
beforeAll(async () => {
  t = await testLab(lab);
  panel = await startFleetPanel({ connectTimeoutMs: 15_000, keepaliveIntervalMs: 1_000 });
});
afterAll(async () => {
  await panel?.stop();
  await downLab(lab);
});

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  const sh = async (script: string) => {
    const { code, stdout, stderr } = await execOnNode(lab, t[which].name, ['sh', '-c', script], { timeoutMs: 300_000 });
    if (code !== 0) throw new Error(`${script}: ${stderr}`);
    return stdout.trim();
  };
  const register = async (name: string, place?: { host: string; port: number }) => {
    const credential = { kind: 'private_key', privateKey: t.privateKey } as const;
    const id = await panel.register({ ...t[which], ...place, name }, { loginUser: 'root', rootPassword: null, credential });
    await panel.becomes(id, 'ready');
    return id;
  };
  const rowsOf = (id: string) => panel.runtime.fleet.status(id).containers ?? [];
  const engineOf = (id: string) => panel.runtime.fleet.engine(id);

  test('a container that restarts in a loop is one row all the time', async () => {
    const id = await register(`loop-${which}`);
    await cleanDocker(await engineOf(id));
    await sh('docker pull -q busybox');
    const seen: string[][] = [];
    const states = new Set<string>();
    const unsubscribe = panel.runtime.bus.subscribe('node.changed', ({ nodeId }) => {
      if (nodeId !== id) return;
      seen.push(rowsOf(id).map((row) => `${row.id} ${row.name}`));
      for (const { state } of rowsOf(id)) states.add(state);
    });
    const loop = await sh(`docker run -d --name loop --restart always busybox sh -c 'sleep 0.2; exit 1'`);
    await until(
      'it to have been seen in both states, again and again',
      () => [seen.length, states.has('running') && states.has('restarting')],
      ([changes, both]) => Number(changes) >= 8 && both === true,
    );
    unsubscribe();
    // Until it was there it was not; from then on it always was, and once.
    const rows = seen.slice(seen.findIndex((row) => row.length > 0));
    expect(new Set(rows.map(String))).toEqual(new Set([`${loop} loop`]));
    await sh('docker rm -f loop');
    await panel.forget(id);
  });

  test('after five hundred events that nobody heard and a new start of dockerd the panel shows what docker lists', async () => {
    const proxy = await startFaultProxy(t[which]);
    const id = await register(`lost-${which}`, { host: proxy.host, port: proxy.port });
    await cleanDocker(await engineOf(id));
    await sh('docker pull -q busybox; docker run -d --name before busybox sleep 3000');
    await until(
      'the panel to know it',
      () => rowsOf(id).map(({ name }) => name),
      (names) => names.includes('before'),
    );
    // Nobody gets through any more.
    proxy.faults = { resetAtByte: 1 };
    proxy.cut();
    await panel.becomes(id, 'unreachable');
    await sh('docker events >/tmp/events 2>&1 & echo $! >/tmp/events.pid');
    const each = (count: number, command: string) => `seq ${count} | xargs -P 4 -I N ${command} >/dev/null`;
    await sh(each(130, 'docker create --name c-N busybox true'));
    await sh('docker rm $(seq -f c-%g 4 130) >/dev/null');
    await sh(each(130, 'docker tag busybox t:N'));
    await sh('docker rmi $(seq -f t:%g 4 130) >/dev/null');
    await sh('docker rename before after; docker start c-1 >/dev/null; docker volume create kept; docker network create kept');
    expect(Number(await sh('kill $(cat /tmp/events.pid); wc -l </tmp/events'))).toBeGreaterThanOrEqual(500);
    await stopDockerd(lab, t[which].name);
    await startDockerd(lab, t.lab.subnet, t[which].name, t[which]);
    proxy.faults = {};
    await panel.becomes(id, 'ready');
    const engine = await engineOf(id);
    await until(
      'both to say the same',
      async () => {
        const { lines } = await askDocker(lab, t[which].name);
        const { containers, images } = panel.runtime.fleet.status(id);
        const [volumes, networks] = [await engine.volumes.list(), await engine.networks.list()];
        const shown = asShown({ containers: containers ?? [], images: images ?? [], volumes, networks });
        return JSON.stringify(shown) === JSON.stringify(lines) ? null : { shown, lines };
      },
      (difference) => difference === null,
    );
    expect(
      rowsOf(id)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['after', 'c-1', 'c-2', 'c-3']);
    await engine.volumes.remove('kept');
    await cleanDocker(engine);
    await engine.networks.remove('kept');
    await panel.forget(id);
    await proxy.stop();
  });

  test('of two who remove the same at the same moment one does it, and the other is told that it is gone or going', async () => {
    const id = await register(`two-${which}`);
    const engine = await engineOf(id);
    await sh('docker pull -q busybox');
    const names = (prefix: string) => Array.from({ length: 8 }, (_, n) => `${prefix}${n}`);
    await sh(`for n in ${names('c').join(' ')}; do docker run -d --name $n busybox sleep 3000 >/dev/null; done`);
    await sh(`for n in ${names('v').join(' ')}; do docker volume create $n; done`);
    await sh(`for n in ${names('n').join(' ')}; do docker network create $n; done`);
    await sh(`for n in ${names('t').join(' ')}; do docker commit -m $n c0 $n:1; done`);
    const removals = [
      ...names('c').map((name) => ({
        name,
        remove: () => panel.runtime.fleet.changeContainer(id, name, (e) => e.containers.remove(name, true)),
      })),
      ...names('v').map((name) => ({ name, remove: () => engine.volumes.remove(name) })),
      ...names('n').map((name) => ({ name, remove: () => engine.networks.remove(name) })),
      ...names('t').map((name) => ({ name, remove: () => engine.images.remove(`${name}:1`, false) })),
    ];
    const clear: readonly string[] = [
      'container_not_found',
      'container_removing',
      'volume_not_found',
      'network_not_found',
      'image_not_found',
    ];
    const told: string[] = [];
    for (const { name, remove } of removals) {
      const ends = await Promise.allSettled([remove(), remove()]);
      expect(ends.filter(({ status }) => status === 'fulfilled').length, name).toBeGreaterThanOrEqual(1);
      for (const end of ends)
        if (end.status === 'rejected')
          told.push(isAppError(end.reason) ? `${end.reason.code}: ${end.reason.detail}` : String(end.reason));
    }
    expect(told.filter((text) => !clear.includes(text.split(':')[0] ?? ''))).toEqual([]);
    expect(rowsOf(id)).toEqual([]);
    expect((await engine.volumes.list()).length).toBe(0);
    expect((await engine.networks.list()).filter(({ isPredefined }) => !isPredefined)).toEqual([]);
    await cleanDocker(engine);
    await panel.forget(id);
  });
});
