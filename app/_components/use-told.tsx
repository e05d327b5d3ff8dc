'use client';

import { CommandLine } from './copy';
import { notify } from './notify';
import { TaughtBy, useTaughtBy } from './taught-in';

/** So long a message with a command stays, ms: time to read it, and to copy it. */
const shownMs = 9_000;

/** Says that something was done, and the docker command it stands for. */
export function useTold(): (text: string, command: string) => void {
  const classId = useTaughtBy();
  return (text, command) => {
    const message = (
      // The corner where messages appear is no part of the page that this one is of.
      <TaughtBy classId={classId}>
        <p>{text}</p>
        <CommandLine command={command} />
      </TaughtBy>
    );
    void notify('done', message, { autoClose: shownMs });
  };
}

/** Says that the work of a dialog is done, and closes it. @returns by the text, what is called then */
export function useDone(command: string, onClose: () => void): (text: string) => () => void {
  const tell = useTold();
  return (text) => () => {
    tell(text, command);
    onClose();
  };
}
