import { terminalProbe } from '@/lib/gateways/docker/commands/terminal-clients';
import type { Look } from '../kind';
import { isTrouble, type Trouble } from '../trouble';
import { askNode } from './node';
import { attachedTo, parseTerminalProcesses, type TerminalProcess } from './terminal-processes';

/** The processes with a terminal of a node, or why what it printed is not believed. @throws AppError */
export const terminalProcesses = (look: Look): Promise<TerminalProcess[] | Trouble> =>
  look.once('terminal processes', async () => {
    const said = await askNode(look, terminalProbe);
    return isTrouble(said) ? said : parseTerminalProcesses(said);
  });

/** What docker clients on the node are attached to: names or ids; `*` where the client was not told a name. @throws AppError */
export async function dockerClients(look: Look): Promise<string[] | Trouble> {
  const processes = await terminalProcesses(look);
  if (isTrouble(processes)) return processes;
  return processes.flatMap((process) => {
    const attached = attachedTo(process);
    return attached === null ? [] : [attached.container ?? '*'];
  });
}
