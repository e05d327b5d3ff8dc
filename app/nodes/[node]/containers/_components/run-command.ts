import { shellWord } from '@/app/_components/format';
import type { RunContainer } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import { containerNameSchema } from '@/lib/shared/containers';
import { imageRefSchema } from '@/lib/shared/images';

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

export interface ParsedRun {
  input: RunContainer;
  /** What is wrong, by field, with the line it is about. */
  wrong: Partial<Record<keyof RunValues, string>>;
}

/**
 * Splits a command line into words as a POSIX shell would, without expanding anything: quotes group, a backslash takes the
 * next character as it is. There is no shell behind it; `$`, `|` and `;` are ordinary characters.
 * @returns null when a quote is not closed.
 */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\' && quote !== "'" && at + 1 < line.length) {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else if (quote) {
      if (char === quote) quote = null;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote) return null;
  if (word !== null) words.push(word);
  return words;
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function parsePort(line: string): RunContainer['ports'][number] | null {
  const match = /^(?:(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/.exec(line);
  const [, host, container, protocol] = match ?? [];
  const inRange = (port: string | undefined) => port === undefined || (Number(port) >= 1 && Number(port) <= 65535);
  if (!container || !inRange(host) || !inRange(container)) return null;
  return {
    hostPort: host === undefined ? undefined : Number(host),
    containerPort: Number(container),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
  };
}

/** Reads the form; what cannot be read is named, with its line. */
export function parseRun(values: RunValues): ParsedRun {
  const wrong: ParsedRun['wrong'] = {};
  const command = splitWords(values.command);
  if (command === null) wrong.command = values.command;
  if (!imageRefSchema.safeParse(values.image).success) wrong.image = values.image;
  if (values.name !== '' && !containerNameSchema.safeParse(values.name).success) wrong.name = values.name;
  const ports: RunContainer['ports'] = [];
  for (const line of lines(values.ports)) {
    const port = parsePort(line);
    if (port) ports.push(port);
    else wrong.ports ??= line;
  }
  const env = lines(values.env);
  const badEnv = env.find((line) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(line));
  if (badEnv !== undefined) wrong.env = badEnv;
  return {
    wrong,
    input: {
      image: values.image.trim(),
      name: values.name === '' ? undefined : values.name,
      command: command ?? [],
      interactive: values.interactive,
      tty: values.tty,
      autoRemove: values.autoRemove,
      ports,
      env,
    },
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
    const container = port.protocol === 'udp' ? `${port.containerPort}/udp` : `${port.containerPort}`;
    words.push('-p', port.hostPort === undefined ? container : `${port.hostPort}:${container}`);
  }
  for (const entry of input.env) words.push('-e', entry);
  words.push(input.image || 'IMAGE', ...input.command);
  return words.map(shellWord).join(' ');
}
