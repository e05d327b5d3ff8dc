import process from 'node:process';
import { afterEach, beforeEach, expect } from 'vitest';

// Properties draw another input in each run and print their seed when one fails: this repeats it.
const { BERTH_TEST_SEED: seed } = process.env;
if (seed) (await import('fast-check')).configureGlobal({ seed: Number(seed) });

// A test that makes the product complain on the console has found something: it fails unless it says so itself.
let complaints: string[] = [];
const originals = { error: console.error, warn: console.warn };

beforeEach(() => {
  complaints = [];
  console.error = (...parts: unknown[]) => void complaints.push(parts.map(String).join(' '));
  console.warn = (...parts: unknown[]) => void complaints.push(parts.map(String).join(' '));
});

afterEach(() => {
  console.error = originals.error;
  console.warn = originals.warn;
  expect(complaints, 'console.error or console.warn was called').toEqual([]);
});
