import { z } from 'zod';
import { answerLimits, idOf, nameOf, parseList } from './answer';
import { type EngineCalls, slowMs } from './calls';

/** Networks of one node. Every method throws AppError. */
export class Networks {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /** Those somebody made; Docker's own (bridge, host, none) are not among them. @throws AppError */
  async list(): Promise<Array<{ id: string; name: string }>> {
    const { docker } = this.#calls;
    return presentNetworks(await this.#calls.call((abortSignal) => docker.listNetworks({ abortSignal }) as Promise<unknown>));
  }

  /** @throws AppError */
  async remove(id: string): Promise<void> {
    const { docker } = this.#calls;
    await this.#calls.call((abortSignal) => docker.getNetwork(encodeURIComponent(id)).remove({ abortSignal }), {}, slowMs);
  }
}

const networkRow = z.object({ Id: idOf, Name: nameOf(answerLimits.referenceChars) });
/** Networks every daemon has (moby daemon/network_settings). */
const ownNetworks: ReadonlySet<string> = new Set(['bridge', 'host', 'none', 'ingress', 'docker_gwbridge']);

/** The answer of `GET /networks`: those somebody made. @throws AppError `docker_answer_malformed` */
function presentNetworks(answer: unknown): Array<{ id: string; name: string }> {
  return parseList(networkRow, answer, 'GET /networks')
    .filter((network) => !ownNetworks.has(network.Name))
    .map((network) => ({ id: network.Id, name: network.Name }));
}
