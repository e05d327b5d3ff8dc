/**
 * Lets only so many connects be in flight, per address and in all: sshd drops unauthenticated connections beyond MaxStartups
 * (10:30:100 by default, sshd_config(5)), and a panel that starts should not knock on every door at once.
 */
export function createConnectGate(perAddress = 8, total = 64) {
  const inFlight = new Map<string, number>();
  const queue: Array<{ address: string; go: () => void }> = [];
  let count = 0;

  function next(): void {
    for (let i = 0; i < queue.length && count < total; i++) {
      const waiting = queue[i];
      if (!waiting || (inFlight.get(waiting.address) ?? 0) >= perAddress) continue;
      queue.splice(i--, 1);
      enter(waiting.address);
      waiting.go();
    }
  }

  function enter(address: string): void {
    count++;
    inFlight.set(address, (inFlight.get(address) ?? 0) + 1);
  }

  return {
    /** Runs `work` when there is room for one more connect to this address. */
    async through<T>(address: string, work: () => Promise<T>): Promise<T> {
      if (count < total && (inFlight.get(address) ?? 0) < perAddress) enter(address);
      else await new Promise<void>((go) => queue.push({ address, go }));
      try {
        return await work();
      } finally {
        count--;
        const left = (inFlight.get(address) ?? 1) - 1;
        if (left > 0) inFlight.set(address, left);
        else inFlight.delete(address);
        next();
      }
    },
  };
}
export type ConnectGate = ReturnType<typeof createConnectGate>;
