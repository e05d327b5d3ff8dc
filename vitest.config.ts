import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const exclude = ['node_modules/**', '.next/**', 'e2e/**'];

// Two projects: `unit` runs anywhere in seconds without root; `integration` runs on real lab nodes (lab/), as root; each file
// has a lab of its own name, so that two run side by side.
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.int.test.ts'],
          setupFiles: ['lib/testing/setup.ts'],
          // A worker keeps what it has loaded for its next file: starting one and loading Prisma, zod and React for each file took more
          // CPU time than the tests. So a file leaves nothing behind: what it starts it stops, and it replaces no modules.
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          // Many of them wait for sockets and timers: one worker for two cores, the default, leaves both idle.
          maxWorkers: 5,
          sequence: { groupOrder: 0 },
          // Several times what they take on an idle machine: both cores may be busy.
          testTimeout: 180_000,
          expect: { poll: { timeout: 10_000 } },
          // A panel that starts or stops in a hook takes its time on a machine with both cores busy.
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts'],
          exclude,
          setupFiles: ['lib/testing/setup.ts'],
          // As for `unit`: a worker keeps what it has loaded.
          isolate: false,
          // Much of their time is waiting for a daemon or a deadline.
          maxWorkers: 3,
          // After `unit`, where a path names files of both.
          sequence: { groupOrder: 1 },
          testTimeout: 480_000,
          hookTimeout: 900_000,
          // Real nodes on a busy machine: one second is often too short.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
