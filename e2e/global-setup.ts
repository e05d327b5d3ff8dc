import { panel, startUntil } from './panel';

/** Starts the demo as a user would and takes it down after the last journey. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const demo = await startUntil(
    ['node', 'scripts/demo.mjs', '--nodes', String(panel.nodes), '--port', String(panel.port), '--name', panel.name, '--fresh'],
    /^Ready: http:\/\/localhost:4300$/m,
    15 * 60_000,
  );
  return async () => {
    const code = await demo.stop();
    if (code !== 0) throw new Error(`The demo ended with ${code}:\n${demo.output().slice(-4000)}`);
  };
}
