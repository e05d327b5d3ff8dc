import { terminalProbe } from '@/lib/gateways/docker/commands/terminal-clients';
import type { Look } from '../kind';
import { isTrouble } from '../trouble';
import { askNode } from './node';
import { attachedTo, parseTerminalProcesses, type TerminalProcess } from './terminal-processes';

/** The processes with a terminal of a node. @throws AppError; a node whose shell is not believed has none */
export const terminalProcesses = (look: Look): Promise<TerminalProcess[]> =>
  look.once('terminal processes', async () => {
    const said = await askNode(look, terminalProbe);
    return isTrouble(said) ? [] : parseTerminalProcesses(said);
  });

/** What docker clients on the node are attached to: names or ids; `*` where the client was not told a name. @throws AppError */
export async function dockerClients(look: Look): Promise<string[]> {
  return (await terminalProcesses(look)).flatMap((process) => {
    const attached = attachedTo(process);
    return attached === null ? [] : [attached.container ?? '*'];
  });
}
