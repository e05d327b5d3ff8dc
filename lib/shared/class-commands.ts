import type { ContainerAction } from './operations';
import { shellWord } from './shell-words';

/** The lines a person would type on a node for what the panel does to what was selected of it. */

const line = (...words: string[]): string => ['docker', ...words].map(shellWord).join(' ');
const verbs: Record<ContainerAction, string[]> = {
  start: ['start'],
  stop: ['stop'],
  restart: ['restart'],
  remove: ['rm', '-f'],
};

/** @param names of containers of one node */
export const containersCommand = (action: ContainerAction, names: readonly string[]): string => line(...verbs[action], ...names);

/** Images with all of their tags; one without is called by the beginning of its id. */
export const removeImagesCommand = (images: ReadonlyArray<{ id: string; tags: readonly string[] }>): string =>
  line('rmi', ...images.flatMap(({ id, tags }) => (tags.length > 0 ? tags : [id.replace(/^sha256:/, '').slice(0, 12)])));
