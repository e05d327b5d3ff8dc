import type { OpenDockerChannel } from './engine';
import { Attach } from './engine/attach';
import { Builds } from './engine/builds';
import { EngineCalls } from './engine/calls';
import { ContainerFiles } from './engine/container-files';
import { Containers } from './engine/containers';
import { Exec } from './engine/exec';
import { HangUps, type Leftovers } from './engine/hang-up';
import { Images } from './engine/images';
import { Networks } from './engine/networks';
import { RegistryContainer } from './engine/registry-container';
import { RegistryLogins } from './engine/registry-logins';
import { StartTimes } from './engine/start-times';
import { System } from './engine/system';
import { Volumes } from './engine/volumes';

/** What belongs to the node and outlives one engine. */
export interface EngineOptions {
  /** Closed terminals that could not be ended yet. */
  leftovers?: Leftovers;
  /** A call was not answered in time: does the Engine answer at all? */
  onDeadline?: () => void;
}

/**
 * The Engine API over the channels `open` gives. A noun of it is a class in `engine/` and a line here. Classes, not closures: one engine is
 * held for each node (docs/decisions/012-what-a-held-node-costs.md).
 */
export function createDockerEngine(open: OpenDockerChannel, { leftovers = new Map(), onDeadline }: EngineOptions = {}) {
  const calls = new EngineCalls(open, onDeadline);
  const startTimes = new StartTimes();
  const hangUps = new HangUps(calls, leftovers);
  const containers = new Containers(calls, startTimes);
  return {
    system: new System(calls, startTimes, hangUps),
    containers,
    files: new ContainerFiles(calls),
    images: new Images(calls, containers),
    builds: new Builds(calls),
    volumes: new Volumes(calls),
    networks: new Networks(calls),
    registry: new RegistryContainer(calls),
    logins: new RegistryLogins(calls),
    exec: new Exec(calls, hangUps, open),
    attach: new Attach(calls, open),
    close() {
      calls.close();
    },
  };
}
