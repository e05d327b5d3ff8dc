import { type FaultProxy, startFaultProxy } from '@/lab/farm/fault-proxy';
import { labOf } from '@/lab/lab';
import { panel } from './panel';

/** A pull of the lab's ubuntu at this pace takes longer than what a journey does meanwhile. */
const bytesPerSecond = 200_000;

/** A way to the registry of the demo's lab on which a pull lasts, until its `faults` are taken away. @returns it, and ubuntu's name there */
export async function slowRegistry(): Promise<{ proxy: FaultProxy; image: string }> {
  const lab = await labOf(panel.name);
  if (!lab) throw new Error('The lab of the demo is not up.');
  const proxy = await startFaultProxy(lab.registry, { bytesPerSecond }, lab.gateway);
  return { proxy, image: `${proxy.host}:${proxy.port}/library/ubuntu` };
}
