import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { brokenAt, canonicalJson, type EvidenceFields, evidenceHash, evidenceRecord, noPrevious } from './evidence-chain';

const fields = (seq: number, previous: string): EvidenceFields => ({
  ...{ classId: 'c', seq, userId: 'u', userName: 'Anna', nodeId: 'n', lessonId: 'l', stepId: 's', round: 1, checkId: 'image' },
  ...{ verdict: 'failed', reason: 'image_missing', courseHash: 'h', record: '{}', at: new Date(seq * 1000), previous },
});

function chain(length: number) {
  const rows: Array<EvidenceFields & { hash: string }> = [];
  for (let seq = 1; seq <= length; seq++) {
    const row = fields(seq, rows.at(-1)?.hash ?? noPrevious);
    rows.push({ ...row, hash: evidenceHash(row) });
  }
  return rows;
}

test('the same value has one text whatever the order of its keys', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

test('a record that was changed, taken out or put in is found', () => {
  const rows = chain(5);
  expect(brokenAt(rows)).toBeNull();
  expect(brokenAt(rows.map((row) => (row.seq === 3 ? { ...row, verdict: 'passed' } : row)))).toBe(3);
  expect(brokenAt(rows.filter(({ seq }) => seq !== 2))).toBe(3);
  const forged = fields(3, rows[1]?.hash ?? '');
  const swapped = { ...forged, verdict: 'passed' };
  expect(brokenAt(rows.map((row) => (row.seq === 3 ? { ...swapped, hash: evidenceHash(swapped) } : row)))).toBe(4);
});

test('a record is at most 4 KiB: its facts go, its verdict stays', () => {
  const verdict = { verdict: 'failed', reason: 'image_missing', wanted: 'ubuntu' } as const;
  const check = { checkId: 'image', kind: 'image', verdict, facts: { text: 'x'.repeat(5000) } } as const;
  const record = evidenceRecord(check, { trigger: 'deed' });
  expect(record.length).toBeLessThan(4097);
  expect(JSON.parse(record)).toMatchObject({ verdict, trigger: 'deed', facts: { tooLong: expect.any(Number) } });
});

test('a hash is of the canonical text of what it covers', () => {
  const { previous, at, ...covered } = fields(1, noPrevious);
  const text = canonicalJson({ ...covered, at: at.toISOString() });
  expect(evidenceHash(fields(1, noPrevious))).toBe(createHash('sha256').update(`${previous}\n${text}`).digest('hex'));
});
