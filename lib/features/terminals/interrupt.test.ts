import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createScriptedPty } from '@/lib/testing/scripted-pty';
import { createTab } from '@/lib/testing/terminal-tab';
import { createTerminals, newTerminalId } from './create-terminals';
import type { TerminalViewer } from './terminals';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const line = 'berth-berth-berth\r\n';
const about = {
  ...({ kind: 'exec', nodeId: 'n'.repeat(24), nodeName: 'node0' } as const),
  ...{ containerId: 'c'.repeat(64), containerName: 'web', loginUser: null },
};

/** A terminal whose program wrote far more than its one tab has drawn. */
async function flooded(first = '') {
  const terminals = createTerminals({ now: () => new Date('2026-11-24T09:00:00Z'), newTerminalId, log: createMemoryLog() });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: 'anna' }, about, pty);
  const tab = createTab(terminals, 'anna', id, { acks: false });
  tab.attach();
  if (first !== '') pty.emit(first);
  for (let i = 0; i < 40; i++) {
    pty.emit(line.repeat(1_000));
    await vi.advanceTimersByTimeAsync(10);
  }
  const viewer = tab.viewer as TerminalViewer;
  return {
    tab,
    type: (text: string, locale: 'ko' | 'en' = 'en') =>
      terminals.input('anna', id, Buffer.from(text), { viewer, isAnswer: false, locale }),
    /** The tab draws and acknowledges everything it gets; the program ends with its prompt. */
    async prompt(): Promise<string> {
      pty.emit('^C\r\nprompt> ');
      for (let i = 0; i < 200; i++) {
        terminals.acknowledge('anna', id, viewer, tab.seq);
        await vi.advanceTimersByTimeAsync(10);
      }
      return tab.received.toString();
    },
  };
}

test('after Ctrl-C a tab that is behind gets the end of the output, and a line in its language says how much was dropped', async () => {
  for (const [locale, notice] of [
    ['en', /\[Berth: \d{3} kB of output skipped after Ctrl-C\]/],
    ['ko', /\[Berth: Ctrl-C를 누른 뒤 출력 \d{3} kB를 건너뛰었습니다\]/],
  ] as const) {
    const { tab, type, prompt } = await flooded();
    type('\x03', locale);
    const text = await prompt();
    expect(text).toMatch(notice);
    expect(text.endsWith(`${line}^C\r\nprompt> `)).toBe(true);
    expect(tab.gaps).toBe(0);
    expect(text.length).toBeLessThan(300_000);
  }
});

test('other keys drop nothing', async () => {
  const { type, prompt } = await flooded();
  type('q');
  type('\x03\n');
  expect(await prompt()).toBe(`${line.repeat(40_000)}^C\r\nprompt> `);
});

test('under a program that has the alternate screen nothing is dropped', async () => {
  const { type, prompt } = await flooded('\x1b[?1049h');
  type('\x03');
  expect(await prompt()).toBe(`\x1b[?1049h${line.repeat(40_000)}^C\r\nprompt> `);
});

test('a tab that has drawn everything loses nothing', async () => {
  const { type, prompt } = await flooded();
  await prompt();
  type('\x03');
  expect(await prompt()).toBe(`${line.repeat(40_000)}^C\r\nprompt> ^C\r\nprompt> `);
});
