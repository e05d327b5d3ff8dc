import { expect, test } from 'vitest';
import { calmSample } from '@/lib/testing/health-double';
import { healthConcerns } from './health-concerns';

test('a calm node gives no concern, and neither does one that says nothing', () => {
  expect(healthConcerns(calmSample)).toEqual([]);
  expect(healthConcerns({ ...calmSample, diskUsedBytes: null, load1: null, memoryTotalBytes: null, latencyMs: null })).toEqual(
    [],
  );
});

test.each([
  [{ diskUsedBytes: 35.9e9 }, []],
  [{ diskUsedBytes: 36e9 }, [{ about: 'disk', level: 'warn' }]],
  [{ diskUsedBytes: 39e9 }, [{ about: 'disk', level: 'alarm' }]],
  [{ memoryUsedBytes: 3.7e9 }, [{ about: 'memory', level: 'warn' }]],
  [{ load1: 8 }, [{ about: 'load', level: 'warn' }]],
  [{ load1: 8, cpus: 4 }, []],
  [{ latencyMs: 300 }, [{ about: 'latency', level: 'warn' }]],
])('%j', (change, expected) => expect(healthConcerns({ ...calmSample, ...change })).toEqual(expected));

test('the worst comes first', () => {
  const concerns = healthConcerns({ ...calmSample, diskUsedBytes: 37e9, latencyMs: 5_000 });
  expect(concerns.map((c) => c.about)).toEqual(['latency', 'disk']);
});
