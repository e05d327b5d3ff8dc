import type Docker from 'dockerode';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { type Inspected, inspectSchema } from '@/lib/shared/docker-inspect';
import type { ConnectNetwork, CreateNetwork, DisconnectNetwork, NetworkDto } from '@/lib/shared/networks';
import { answerLimits, clean, idOf, nameOf, parseAnswer, parseList, rowsOf, textOf } from './answer';
import { type EngineCalls, slowMs } from './calls';

/** Networks of one node; `ref` is an id, the beginning of one, or a name. Every method throws AppError. */
export class Networks {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /** All of them, by name, each with the containers that are on it. @throws AppError */
  async list(): Promise<NetworkDto[]> {
    const { docker } = this.#calls;
    const [networks, containers] = await Promise.all([
      this.#calls.list((abortSignal) => docker.listNetworks({ abortSignal }) as Promise<unknown>),
      this.#calls.list((abortSignal) => docker.listContainers({ all: true, abortSignal }) as Promise<unknown>),
    ]);
    return presentNetworks(networks, containers);
  }

  /** @throws AppError `network_not_found` */
  async find(ref: string): Promise<{ id: string; name: string }> {
    const { Id, Name } = parseAnswer(foundNetwork, await this.#inspect(ref), 'GET /networks/ID');
    return { id: Id, name: Name };
  }

  /** All that Docker says of it. @throws AppError `network_not_found`, `docker_answer_malformed` */
  async inspectAll(ref: string): Promise<Inspected> {
    return parseAnswer(inspectSchema, await this.#inspect(ref), 'GET /networks/ID');
  }

  /**
   * @returns the id of the new network
   * @throws AppError `network_name_taken`, `network_predefined`, `network_overlaps`, `network_subnet_invalid`, `network_pools_full`
   */
  async create({ name, driver, subnet, gateway, internal }: CreateNetwork): Promise<string> {
    const options = {
      Name: name,
      // Without it a daemon of an API before 1.44 makes a second network of that name.
      CheckDuplicate: true,
      Driver: driver,
      Internal: internal,
      ...(subnet !== undefined && {
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet, ...(gateway !== undefined && { Gateway: gateway }) }] },
      }),
    };
    const { docker } = this.#calls;
    const create = (abortSignal: AbortSignal) => docker.createNetwork({ ...options, abortSignal }) as Promise<unknown>;
    // dockerode answers with its own object of that network.
    return parseAnswer(z.object({ id: idOf }), await this.#calls.call(create, {}, slowMs), 'POST /networks/create').id;
  }

  /** @throws AppError `network_not_found`, `network_in_use`, `network_predefined` */
  async remove(ref: string): Promise<void> {
    await this.#calls.call((abortSignal) => this.#network(ref).remove({ abortSignal }), {}, slowMs);
  }

  /**
   * Puts a container on a network, running or not.
   * @throws AppError `network_not_found`, `container_not_found`, `network_connected`, `network_mode_fixed`, `network_alias_unsupported`,
   *   `network_full`
   */
  async connect(ref: string, { container, alias }: ConnectNetwork): Promise<void> {
    // For a container that does not run Docker says that it is done, also the second time (20.10 and 28.5).
    const network = await this.find(ref);
    const inspect = () => this.#calls.container(container).inspect() as Promise<unknown>;
    const answer = parseAnswer(connectedContainer, await this.#calls.call(inspect, { container }), 'GET /containers/ID/json');
    const isOn = Object.entries(answer.NetworkSettings.Networks).some(
      ([name, { NetworkID }]) => NetworkID === network.id || name === network.name || name === network.id,
    );
    if (isOn) throw new AppError('network_connected');
    const options = { Container: container, ...(alias !== undefined && { EndpointConfig: { Aliases: [alias] } }) };
    await this.#calls.call(
      (abortSignal) =>
        this.#network(network.id).connect({ ...options, abortSignal } as Docker.NetworkConnectOptions) as Promise<unknown>,
      { container },
      slowMs,
    );
  }

  /**
   * @param request.force also where Docker lost track of the container.
   * @throws AppError `network_not_found`, `container_not_found`, `network_not_connected`, `network_mode_fixed`
   */
  async disconnect(ref: string, { container, force }: DisconnectNetwork): Promise<void> {
    await this.#calls.call(
      (abortSignal) => this.#network(ref).disconnect({ Container: container, Force: force, abortSignal }) as Promise<unknown>,
      {},
      slowMs,
    );
  }

  #inspect(ref: string): Promise<unknown> {
    return this.#calls.call(() => this.#network(ref).inspect() as Promise<unknown>);
  }

  #network(ref: string) {
    return this.#calls.docker.getNetwork(encodeURIComponent(ref));
  }
}

const { wordChars, referenceChars, listItems } = answerLimits;
const foundNetwork = z.object({ Id: idOf, Name: nameOf(referenceChars) });

const labelsOf = z
  .record(z.string(), textOf(referenceChars))
  .transform((labels) =>
    Object.fromEntries(
      Object.entries(labels)
        .slice(0, listItems)
        .map(([key, value]) => [clean(key, referenceChars), value]),
    ),
  )
  .catch({});
const networkRow = foundNetwork.extend({
  Driver: textOf(wordChars),
  Scope: textOf(wordChars),
  Created: textOf(wordChars),
  Internal: z.boolean().catch(false),
  Labels: labelsOf,
  IPAM: z.object({ Config: rowsOf(z.object({ Subnet: textOf(wordChars), Gateway: textOf(wordChars) })) }).catch({ Config: [] }),
});
const connectionsOf = z
  .object({
    Networks: z
      .record(
        z.string(),
        z.object({ NetworkID: textOf(wordChars), IPAddress: textOf(wordChars) }).catch({ NetworkID: '', IPAddress: '' }),
      )
      .catch({}),
  })
  .catch({ Networks: {} });
const connectedContainer = z.object({ NetworkSettings: connectionsOf });
const connectedRow = z.object({
  Id: idOf,
  Names: rowsOf(nameOf(referenceChars)),
  State: textOf(wordChars),
  NetworkSettings: connectionsOf,
});

/** Networks every daemon has, and those of a swarm (moby daemon/network_settings). */
const ownNetworks: ReadonlySet<string> = new Set(['bridge', 'host', 'none', 'ingress', 'docker_gwbridge']);

/**
 * The answers of `GET /networks` and `GET /containers/json`. A network says nothing of containers that do not run, so who is on it is what
 * the containers say. @throws AppError `docker_answer_malformed`
 */
export function presentNetworks(networks: unknown, containers: unknown): NetworkDto[] {
  const shown = parseList(networkRow, networks, 'GET /networks').map(
    ({ Id, Name, Driver, Scope, Created, Internal, Labels, IPAM }): NetworkDto => ({
      ...{ id: Id, name: Name, driver: Driver, scope: Scope, internal: Internal, labels: Labels },
      subnets: IPAM.Config.filter(({ Subnet }) => Subnet !== '').map(({ Subnet, Gateway }) => ({
        subnet: Subnet,
        gateway: Gateway || null,
      })),
      createdAt: Date.parse(Created) > 0 ? new Date(Created).toISOString() : null,
      isPredefined: ownNetworks.has(Name),
      containers: [],
    }),
  );
  // One that never ran has the network's name alone, as it was given.
  const find = (name: string, id: string) =>
    shown.find((network) => network.id === id) ??
    shown.find((network) => network.name === name) ??
    shown.find((network) => network.id === name);
  for (const { Id, Names, State, NetworkSettings } of parseList(connectedRow, containers, 'GET /containers/json')) {
    const name = Names.map((one) => one.replace(/^\//, '')).find((one) => one && !one.includes('/')) ?? Id.slice(0, 12);
    const isRunning = State === 'running' || State === 'paused';
    // Docker 20.10 goes on telling the address of one that could not be started again.
    for (const [key, { NetworkID, IPAddress }] of Object.entries(NetworkSettings.Networks))
      find(key, NetworkID)?.containers.push({ id: Id, name, isRunning, ipv4: (isRunning && IPAddress) || null });
  }
  for (const { containers: rows } of shown) rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return shown.sort((a, b) => (a.name < b.name ? -1 : 1));
}
