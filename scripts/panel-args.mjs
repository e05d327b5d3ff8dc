/**
 * The arguments of node that start the panel. What was just made lies in two halves of memory, which grow to 32 MiB each while much is made, as
 * for the packets of a transfer, and stay so large for as long as that goes on. With 8 MiB each a transfer is as fast (docs/decisions/061).
 */
export const panelArgs = ['--max-semi-space-size=8', '--import', 'tsx', 'server.ts'];
