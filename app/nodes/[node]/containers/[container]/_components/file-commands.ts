import { baseName, fileWord } from '@/lib/shared/file-names';

/** The lines a person would type for what the panel does with the files of a container. */

/** Where a file lies in a container, as `docker cp` takes it. */
const placeOf = (name: string, path: string): string => fileWord(`${name}:${path}`);

/** A file of this machine: with a colon it would be a container's, with a hyphen an option. */
const localOf = (file: string): string => fileWord(/^-|:/.test(file) ? `./${file}` : file);

/** Without a running program there is none to list it. */
export const listCommand = (name: string, path: string, isRunning: boolean): string =>
  isRunning ? `docker exec ${fileWord(name)} ls -la ${fileWord(path)}` : `docker cp ${placeOf(name, path)} - | tar -tv`;

export const showCommand = (name: string, path: string, isRunning: boolean): string =>
  isRunning ? `docker exec ${fileWord(name)} cat ${fileWord(path)}` : `docker cp ${placeOf(name, path)} - | tar -xO`;

/** @param file on this machine */
export const copyInCommand = (name: string, file: string, path: string): string =>
  `docker cp ${localOf(file)} ${placeOf(name, path)}`;

export const copyOutCommand = (name: string, path: string): string => `docker cp ${placeOf(name, path)} .`;

export const archiveCommand = (name: string, path: string): string =>
  `docker cp ${placeOf(name, path)} - > ${localOf(`${baseName(path) || name}.tar`)}`;
