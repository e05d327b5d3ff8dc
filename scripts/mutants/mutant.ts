/** One change of one line that must turn a test red. */
export interface Mutant {
  /** What the line guards, and what the change takes away. */
  name: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
  /** Unit test files, or parts of their paths, of which one must fail. */
  tests: string[];
}
