import { type Base, checkSpec, type NodeSpec, type Store } from '@/lab/layout';

/** What a run of random operations is made of; the environment repeats one or makes it longer (CONTRIBUTING.md). */
export interface Differential {
  seed: number;
  operations: number;
  /** As `--node` of the lab names them. */
  kinds: string[];
  specs: NodeSpec[];
}

/** @param usual what is run where BERTH_TEST_OPERATIONS and BERTH_TEST_KINDS name nothing else */
export function chooseDifferential(usual: { operations: number; kinds: string }): Differential {
  const kinds = (process.env.BERTH_TEST_KINDS ?? usual.kinds).split(',');
  return {
    seed: Number(process.env.BERTH_TEST_SEED) || Math.floor(Math.random() * 1e6),
    operations: Number(process.env.BERTH_TEST_OPERATIONS) || usual.operations,
    kinds,
    specs: kinds.map((kind) => {
      const [base = '', store = ''] = kind.split('/');
      return checkSpec({ base: base as Base, store: store as Store });
    }),
  };
}
