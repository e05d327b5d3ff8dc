import type Docker from 'dockerode';
import { isAppError } from '@/lib/core/errors';
import type { OpenDockerChannel } from '../engine';

/** One call about a container, with a deadline and the panel's errors. */
export type ContainerCall = <T>(work: () => Promise<T>) => Promise<T>;

/** Whether it is still the life of the container that began at `startedAt`. */
export async function lookAtLife(
  container: Docker.Container,
  call: ContainerCall,
  startedAt: string | undefined,
): Promise<'on' | 'over' | 'no answer'> {
  try {
    const { State } = await call(() => container.inspect());
    return State?.Running && State.StartedAt === startedAt ? 'on' : 'over';
  } catch (error) {
    return isAppError(error) && error.code === 'container_not_found' ? 'over' : 'no answer';
  }
}

/** A channel that opens, or is refused, comes from a node that is there: then it is its Docker that ended. */
export async function whoIsGone(open: OpenDockerChannel): Promise<'lost' | 'docker_stopped'> {
  try {
    (await open('other')).destroy();
    return 'docker_stopped';
  } catch (error) {
    return isAppError(error) && (error.code === 'node_lost' || error.code === 'node_deadline') ? 'lost' : 'docker_stopped';
  }
}
