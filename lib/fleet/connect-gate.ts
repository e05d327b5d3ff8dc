import { createKeyedLimit, createLimit } from '@/lib/core/async/limit';

/**
 * Lets only so many connects be in flight, per address and in all: sshd drops unauthenticated connections beyond MaxStartups
 * (10:30:100 by default, sshd_config(5)), and a panel that starts must not connect to all nodes at once.
 */
export function createConnectGate(perAddress = 8, total = 64) {
  const ofAddress = createKeyedLimit(perAddress);
  const ofAll = createLimit(total);
  return {
    /** Runs `work` when there is room for one more connect to this address. */
    through: <T>(address: string, work: () => Promise<T>): Promise<T> => ofAddress(address, () => ofAll(work)),
  };
}
