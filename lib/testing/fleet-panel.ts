import type { Node } from '@prisma/client';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import { createFleet } from '@/lib/fleet/create-fleet';
import { credentialContext, sealCredential } from '@/lib/fleet/node-row';
import type { NodeNetworks } from '@/lib/gateways/ssh/node-networks';
import type { Credential, NodeState } from '@/lib/shared/nodes';
import type { NodeChanged } from '@/lib/shared/realtime';
import { buildActor, buildCtx, buildNode, buildUser, newId } from './factories';
import type { MemoryLog } from './memory-log';
import { startTestRuntime, type TestRuntime } from './test-runtime';
import { until } from './test-lab';

export interface FleetPanelOptions {
  /** For the pauses between tries; by default at its least: the shortest pauses there are. */
  random?: () => number;
  /** Where nodes may be; anywhere when not given. */
  networks?: NodeNetworks;
  connectTimeoutMs?: number;
  /** How often a node is asked whether it is there; the panel's own interval when not given. */
  keepaliveIntervalMs?: number;
}

/** A node to register: a lab's, a farm's or a fake one. */
interface Place {
  name: string;
  host: string;
  port: number;
  /** What is approved; none of a place without any. */
  hostKey?: string | null;
  /** The first of them is approved. */
  hostKeys?: ReadonlyArray<{ publicKey: string }>;
}

export interface FleetPanel {
  runtime: Runtime;
  log: MemoryLog;
  /** Every `node.changed` so far. */
  heard: NodeChanged[];
  /** Stores a node as a class knows it (ubuntu with its password, and root's, where not given otherwise) and lets it connect. */
  register(
    node: Place,
    given?: { rootPassword?: string | null; loginUser?: string; credential?: Credential; host?: string; port?: number },
  ): Promise<string>;
  /** What a feature gets when an administrator asks. Makes the account. */
  admin(): Promise<Ctx>;
  /** @throws Error when the node is in another state after `timeoutMs` */
  becomes(id: string, state: NodeState, timeoutMs?: number): Promise<NodeState>;
  row(id: string): Promise<Node>;
  /** Deletes a node. */
  forget(id: string): Promise<void>;
  stop(): Promise<void>;
}

/** A panel whose fleet is real: in front of lab nodes, or of fake ones. */
export async function startFleetPanel(options: FleetPanelOptions = {}): Promise<FleetPanel> {
  const { random = () => 0, connectTimeoutMs = 5_000, ...rest } = options;
  const forwardOf = (nodeId: string) => started.runtime.classRegistry.forwardOf(nodeId);
  const started: TestRuntime = await startTestRuntime({
    parts: (base) => ({ fleet: createFleet({ ...base, random, connectTimeoutMs, forwardOf, ...rest }) }),
  });
  const { runtime, log, stop } = started;
  const { db, bus, fleet, keyring } = runtime;
  const heard: NodeChanged[] = [];
  bus.subscribe('node.changed', (event) => heard.push(event));
  await fleet.start();

  return {
    runtime,
    log,
    heard,
    async register(node, given = {}) {
      const at = { id: newId(), host: given.host ?? node.host, port: given.port ?? node.port };
      const { rootPassword = 'root', loginUser = 'ubuntu', credential = { kind: 'password', password: 'ubuntu' } } = given;
      await buildNode(db, {
        ...at,
        name: node.name,
        loginUser,
        credentialKind: credential.kind,
        credentialSealed: sealCredential(keyring, at, credential),
        rootPasswordSealed: rootPassword === null ? null : keyring.seal(rootPassword, credentialContext(at, 'rootPassword')),
        hostKey: node.hostKey ?? node.hostKeys?.[0]?.publicKey ?? null,
        state: 'connecting',
      });
      await fleet.register(at.id);
      return at.id;
    },
    async admin() {
      const { id, name, email } = await buildUser(db, { role: 'admin' });
      return buildCtx(runtime, buildActor({ id, name, email, role: 'admin' }), { address: '127.0.0.1' });
    },
    becomes: (id, state, timeoutMs = 60_000) =>
      until(
        `the node to be ${state}`,
        () => fleet.status(id).state,
        (now) => now === state,
        timeoutMs,
      ),
    row: (id) => db.node.findUniqueOrThrow({ where: { id } }),
    async forget(id) {
      await db.node.delete({ where: { id } });
      bus.publish('node.deleted', { nodeId: id });
    },
    stop,
  };
}
