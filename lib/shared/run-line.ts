import { type RunContainer, runContainerSchema } from './containers';
import { memoryText } from './docker-memory';
import { boolOf, detachFlag, flagsOf, type RunFlag, shortFlags } from './run-flags';
import { type ShellWord, shellWord, splitShell } from './shell-words';

/** A part of a pasted line that is not in the request. */
export interface NotHeld {
  /** As it is written, with its value. */
  text: string;
  /**
   * - `flag`: Docker knows it, the panel asks for no such thing
   * - `unknown`: no flag of `docker run`
   * - `value`: the flag is known, a value like this one is not held
   * - `shell`: a shell would put something else there, or run something besides
   * - `create`: `docker create` starts nothing
   */
  why: 'flag' | 'unknown' | 'value' | 'shell' | 'create';
}

export interface RunLine {
  /** Without an image where the line has none: a schema says so. Values are as they were typed. */
  run: RunContainer;
  /** The line stays in the container's terminal: `-i` and `-t` without `-d`. Any other line is as one with `-d` to the panel. */
  attached: boolean;
  notHeld: NotHeld[];
}

/** Nothing asked for. */
export const blankRun = (): RunContainer => ({ ...runContainerSchema.parse({ image: 'x' }), image: '' });

/** A prompt that was copied along, `root@node0:/# `. */
const prompt = /^\s*(?:\S*[#$][ \t]+)?(?=(?:sudo[ \t]+)?docker\s)/;

/**
 * Reads `docker run …`, `docker container run …` or `docker create …`, on one line or several, as sh and Docker's command line
 * (docker/cli, pflag) read it. Nothing is expanded, and nothing is left out unnamed.
 * @returns null for what is none of them, or has a quote that is not closed
 */
export function parseRunLine(text: string): RunLine | null {
  const line = splitShell(text.replace(prompt, ''));
  if (line === null) return null;
  const words = line.words[0]?.raw === 'sudo' ? line.words.slice(1) : line.words;
  const [docker, ...rest] = words;
  if (rest[0]?.raw === 'container') rest.shift();
  const verb = rest.shift();
  if (docker?.raw !== 'docker' || (verb?.raw !== 'run' && verb?.raw !== 'create')) return null;
  const reading = new Reading(rest);
  if (verb.raw === 'create') {
    reading.notHeld.push({ text: 'docker create', why: 'create' });
    reading.detached = true;
  }
  reading.readAll();
  if (line.rest !== '') reading.notHeld.push({ text: line.rest, why: 'shell' });
  return reading;
}

class Reading implements RunLine {
  readonly run = blankRun();
  readonly notHeld: NotHeld[] = [];
  detached = false;
  #at = 0;

  constructor(readonly words: readonly ShellWord[]) {}

  get attached(): boolean {
    return this.run.interactive && this.run.tty && !this.detached;
  }

  /** Flags up to the image; all that follows it is the command's. */
  readAll(): void {
    for (let word = this.#next(); word; word = this.#next()) {
      const isImage = !word.text.startsWith('-') || word.text === '-';
      if (isImage || word.text === '--') {
        this.#readImage(isImage ? word : this.#next());
        return;
      }
      if (word.text.startsWith('--')) this.#readLong(word);
      else this.#readShort(word);
    }
  }

  #next(): ShellWord | undefined {
    return this.words[this.#at++];
  }

  #readImage(image: ShellWord | undefined): void {
    if (image?.expands) this.#leave(image.raw, 'shell');
    else this.run.image = image?.text ?? '';
    const command = this.words.slice(this.#at);
    if (command.some((word) => word.expands)) this.#leave(command.map((word) => word.raw).join(' '), 'shell');
    else this.run.command = command.map((word) => word.text);
  }

  /** `--flag`, `--flag=value`, `--flag value`. */
  #readLong(word: ShellWord): void {
    const equals = word.text.indexOf('=');
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const flag = flagsOf(name.slice(2));
    if (flag === null) this.#leave(word.raw, 'unknown');
    else if (equals >= 0) this.#take(flag, word.text.slice(equals + 1), word.raw, word.expands);
    else if (flag.isSwitch) this.#take(flag, 'true', word.raw, word.expands);
    else this.#takeNext(flag, word.raw, word.expands);
  }

  /** `-it`, `-p 80`, `-p80`, `-p=80`, `-dp 80`. */
  #readShort(word: ShellWord): void {
    const { text } = word;
    for (let at = 1; at < text.length; at += 1) {
      const letter = text.charAt(at);
      const written = at === 1 ? word.raw : `-${text.slice(at)}`;
      const flag = flagsOf(shortFlags[letter] ?? '');
      const rest = text.slice(at + 1);
      if (flag?.isSwitch && !rest.startsWith('=')) {
        this.#take(flag, 'true', `-${letter}`, false);
        continue;
      }
      // What is left of the word is its value.
      if (flag === null) this.#leave(written, 'unknown');
      else if (rest === '') this.#takeNext(flag, `-${letter}`, word.expands);
      else this.#take(flag, rest.replace(/^=/, ''), written, word.expands);
      return;
    }
  }

  #takeNext(flag: RunFlag, written: string, expands: boolean): void {
    const value = this.#next();
    if (value === undefined) this.#leave(written, 'value');
    else this.#take(flag, value.text, `${written} ${value.raw}`, expands || value.expands);
  }

  #take(flag: RunFlag, value: string, written: string, expands: boolean): void {
    if (flag.take === null) this.#leave(written, 'flag');
    else if (expands) this.#leave(written, 'shell');
    else if (!flag.take(this.run, value)) this.#leave(written, 'value');
    else if (flag === detachFlag) this.detached = boolOf(value) === true;
  }

  #leave(text: string, why: NotHeld['why']): void {
    this.notHeld.push({ text, why });
  }
}

/** `8080:80/udp`, as `-p` takes it. */
export function publishText({ hostIp, hostPort, containerPort, protocol }: RunContainer['ports'][number]): string {
  const ip = hostIp === undefined ? '' : `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:`;
  const host = hostPort !== undefined ? `${hostPort}:` : ip === '' ? '' : ':';
  return `${ip}${host}${containerPort}${protocol === 'udp' ? '/udp' : ''}`;
}

/** `data:/data:ro`, as `-v` takes it. */
export const volumeText = ({ source, target, readOnly }: RunContainer['volumes'][number]): string =>
  `${source === undefined ? '' : `${source}:`}${target}${readOnly ? ':ro' : ''}`;

/**
 * The line a person would type for the same, which {@link parseRunLine} reads back. What is no number yet is left out.
 * @param attached whether the container's terminal is opened once it runs: without `-d`. Only of a request with `interactive` and `tty`
 */
export function writeRunLine(run: RunContainer, attached = false): string {
  const words = ['docker', 'run', `-${attached ? '' : 'd'}${run.interactive ? 'i' : ''}${run.tty ? 't' : ''}`];
  const add = (flag: string, value: string | undefined): void => {
    if (value !== undefined) words.push(flag, value);
  };
  const number = (value: number | undefined): number | undefined => (Number.isNaN(value) ? undefined : value);
  if (run.autoRemove) words.push('--rm');
  add('--name', run.name);
  for (const port of run.ports) if (!Number.isNaN(port.containerPort)) add('-p', publishText(port));
  for (const entry of run.env) add('-e', entry);
  for (const volume of run.volumes) add('-v', volumeText(volume));
  add('--network', run.network);
  const memory = number(run.memoryBytes);
  add('-m', memory === undefined ? undefined : memoryText(memory));
  const cpus = number(run.cpus);
  // Docker takes billionths of a CPU and nothing finer (docker/cli opts.ParseCPUs).
  add('--cpus', cpus === undefined ? undefined : String(Math.round(cpus * 1e9) / 1e9));
  const pids = number(run.pids);
  add('--pids-limit', pids === undefined ? undefined : String(pids));
  const retries = number(run.restartRetries);
  add('--restart', run.restart && `${run.restart}${retries === undefined ? '' : `:${retries}`}`);
  for (const label of run.labels) add('-l', label);
  add('-u', run.user);
  add('-w', run.workdir);
  add('--entrypoint', run.entrypoint);
  if (run.privileged) words.push('--privileged');
  for (const name of run.capAdd) add('--cap-add', name);
  for (const device of run.devices) add('--device', device);
  add('--pid', run.pid);
  words.push(run.image || imageToCome, ...run.command);
  return words.map(shellWord).join(' ');
}

/** Stands where the image is not chosen yet. No image has such a name. */
export const imageToCome = 'IMAGE';
