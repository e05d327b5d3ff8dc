import type { RunContainer } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import { blankRun } from '@/lib/shared/run-line';
import { shellWord, splitWords } from '@/lib/shared/shell-words';

/** The run form as typed. */
export interface RunValues {
  image: string;
  name: string;
  command: string;
  interactive: boolean;
  tty: boolean;
  autoRemove: boolean;
  ports: string;
  env: string;
}

/** The lines of a text that have something in them. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A port mapping; of a line that is none the container's port is no number. */
function parsePort(line: string): RunContainer['ports'][number] {
  const [, host, container, protocol] = /^(?:(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/.exec(line) ?? [];
  return {
    hostPort: host === undefined ? undefined : Number(host),
    containerPort: Number(container ?? Number.NaN),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
  };
}

/** The form as the body of the request. A line that is no port or no variable stays in its place, as something the schema refuses. */
export function bodyOf(values: RunValues): RunContainer {
  return {
    ...blankRun(),
    image: values.image.trim(),
    name: values.name === '' ? undefined : values.name,
    command: splitWords(values.command) ?? [],
    interactive: values.interactive,
    tty: values.tty,
    autoRemove: values.autoRemove,
    ports: linesOf(values.ports).map(parsePort),
    env: linesOf(values.env),
  };
}

/** Is there an image that `docker run` would take for this reference, without a pull? By tag (`latest` when none is given), digest or id. */
export function isOnNode(images: readonly ImageDto[], reference: string): boolean {
  const named = /(:[^/]+|@.+)$/.test(reference) ? reference : `${reference}:latest`;
  const id = reference.replace(/^sha256:/, '');
  return images.some(
    (image) =>
      image.tags.includes(named) ||
      image.digests.includes(reference) ||
      (/^[a-f0-9]{4,64}$/.test(id) && image.id.replace(/^sha256:/, '').startsWith(id)),
  );
}

/** The line a person would type for the same. `-d`, because the panel stays attached to nothing. */
export function runCommand(input: RunContainer): string {
  const flags = `-d${input.interactive ? 'i' : ''}${input.tty ? 't' : ''}`;
  const words = ['docker', 'run', flags];
  if (input.autoRemove) words.push('--rm');
  if (input.name) words.push('--name', input.name);
  for (const port of input.ports) {
    if (Number.isNaN(port.containerPort)) continue;
    const container = port.protocol === 'udp' ? `${port.containerPort}/udp` : `${port.containerPort}`;
    words.push('-p', port.hostPort === undefined ? container : `${port.hostPort}:${container}`);
  }
  for (const entry of input.env) words.push('-e', entry);
  words.push(input.image || 'IMAGE', ...input.command);
  return words.map(shellWord).join(' ');
}
