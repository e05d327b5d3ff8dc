interface Inspected {
  Config: Record<string, unknown>;
  HostConfig: Record<string, unknown>;
  Mounts: Array<{ Type: string; Destination: string; RW: boolean }>;
}

/** A line with all that the run form holds but `--rm`, which does not go with `--restart`. It wants the network `asked`. */
export const everyField =
  "docker run -dit --name full -p 127.0.0.1:8097:80 -p 8053:53/udp -e 'A=two words' -v data:/data:ro -v /etc:/host -v /anonymous " +
  '--network asked -m 64m --cpus 0.5 --pids-limit 100 --restart on-failure:3 -l tier=front -u 1000:0 -w /srv --entrypoint sleep ' +
  '--cap-add NET_ADMIN --pid host --device /dev/null:/dev/other:rw busybox 600';

/** The same in the words of `docker inspect`; the image has variables of its own. */
export const everyFieldInspected = {
  ...{ Memory: 67_108_864, NanoCpus: 500_000_000, PidsLimit: 100, RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
  ...{ Labels: { tier: 'front' }, User: '1000:0', WorkingDir: '/srv', NetworkMode: 'asked', Entrypoint: ['sleep'], Cmd: ['600'] },
  ...{ Tty: true, OpenStdin: true, AutoRemove: false, Privileged: false, PidMode: 'host' },
  PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8097' }], '53/udp': [{ HostIp: '', HostPort: '8053' }] },
  capAdd: ['NET_ADMIN'],
  binds: ['/etc:/host', 'data:/data:ro'],
  Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/other', CgroupPermissions: 'rw' }],
  mounts: ['bind /host true', 'volume /anonymous true', 'volume /data false'],
};

/** What of `docker inspect` the fields of the form are about. */
export function pickAsked({ Config, HostConfig, Mounts }: Inspected) {
  const of = (from: Record<string, unknown>, names: string) =>
    Object.fromEntries(names.split(' ').map((name) => [name, from[name]]));
  return {
    ...of(Config, 'Env Labels User WorkingDir Entrypoint Cmd Tty OpenStdin ExposedPorts Volumes'),
    ...of(HostConfig, 'Memory NanoCpus PidsLimit RestartPolicy PortBindings NetworkMode AutoRemove Privileged'),
    ...of(HostConfig, 'PidMode Devices'),
    // That of 20.10 keeps no order of them.
    binds: [...(HostConfig.Binds as string[])].sort(),
    // A command line of 28 puts CAP_ before it, one of 20.10 does not; to the daemon they are the same.
    capAdd: (HostConfig.CapAdd as string[]).map((name) => name.replace(/^CAP_/, '')),
    mounts: Mounts.map(({ Type, Destination, RW }) => `${Type} ${Destination} ${RW}`).sort(),
  };
}
