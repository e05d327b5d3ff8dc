import type { RunContainer } from './containers';

/**
 * What a container may ask for that reaches out of it, to the node. Of each: the flags of `docker run` that ask for it, each with its place in
 * the body of the request. Whoever may give it is in the policy (`container.privilege`), why not is in `input.json` by the same name.
 */
const privileges = {
  privileged: ({ privileged }) => (privileged ? [{ path: 'privileged', flag: '--privileged' }] : []),
  /** A volume is Docker's own directory; any other is the node's. */
  hostPath: ({ volumes }) =>
    volumes.flatMap(({ source, target }, index) =>
      source?.startsWith('/') ? [{ path: `volumes.${index}`, flag: `-v ${source}:${target}` }] : [],
    ),
  capAdd: ({ capAdd }) => capAdd.map((name, index) => ({ path: `capAdd.${index}`, flag: `--cap-add ${name}` })),
  device: ({ devices }) => devices.map((device, index) => ({ path: `devices.${index}`, flag: `--device ${device}` })),
  hostNetwork: ({ network }) => (network === 'host' ? [{ path: 'network', flag: '--network host' }] : []),
  hostPid: ({ pid }) => (pid === 'host' ? [{ path: 'pid', flag: '--pid host' }] : []),
} as const satisfies Record<string, (run: RunContainer) => Array<{ path: string; flag: string }>>;

export type ContainerPrivilege = keyof typeof privileges;

export interface AskedPrivilege {
  privilege: ContainerPrivilege;
  /** Of the body of the request, `volumes.0`. */
  path: string;
  /** As it is typed, `--cap-add NET_ADMIN`. */
  flag: string;
}

/** What a new container asks for of the node, in the order of the table. */
export function privilegesAsked(run: RunContainer): AskedPrivilege[] {
  return Object.entries(privileges).flatMap(([privilege, asked]) =>
    asked(run).map((found) => ({ privilege: privilege as ContainerPrivilege, ...found })),
  );
}
