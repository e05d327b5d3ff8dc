import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab } from '@/lab/lab';
import { blankRun } from '@/lib/shared/run-line';
import { asRoot, type TestLab, testLab, until, withEngine } from '@/lib/testing/test-lab';

const lab = 'attach';
let t: TestLab;
beforeAll(async () => {
  t = await testLab(lab);
});
afterAll(async () => {
  await downLab(lab);
});

const failing = (code: string) => expect.objectContaining({ code });
const size = { cols: 91, rows: 17 };
const shell = { ...blankRun(), image: 'busybox', name: 'box', command: ['sh'], tty: true, interactive: true };

test.each(['old', 'recent'] as const)(
  'on the %s node the terminal of a container is attached to, by two at once, left, and ended with its shell',
  (which) =>
    withEngine(asRoot(t, t[which]), async (engine) => {
      await engine.images.pull('busybox', () => {}, new AbortController().signal);
      await engine.containers.run(shell);
      const attach = async (fromStart = false) => {
        const pty = await engine.attach.open('box', { ...size, fromStart });
        let text = '';
        pty.output.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        const type = (line: string) => pty.write(Buffer.from(line));
        const shows = (line: string, wanted: string) =>
          until(
            wanted,
            () => {
              type(line);
              return text;
            },
            (now) => now.includes(wanted),
          );
        return { pty, type, shows, text: () => text };
      };
      const isRunning = async () => (await engine.containers.inspect('box', { size: false })).state === 'running';

      const first = await attach();
      await first.shows('stty size\n', '17 91');
      const second = await attach();
      await second.shows('echo to-$((40+2))\n', 'to-42');
      // Both see the one terminal.
      await until('the other to see it', first.text, (now) => now.includes('to-42'));
      // As after `docker run -it`: what was there before one came, and then what comes.
      const whole = await attach(true);
      await until('all that was printed', whole.text, (now) => now.includes('to-42'));
      await whole.shows('echo more-$((40+2))\n', 'more-42');
      whole.pty.close();
      first.type('\x10');
      first.type('\x11');
      expect(await first.pty.ended).toEqual({ reason: 'detached', exitCode: null });
      // Whoever closes the page leaves, and so does a second time.
      second.pty.close();
      second.pty.close();
      expect((await second.pty.ended).reason).toBe('detached');
      expect(await isRunning()).toBe(true);

      const third = await attach();
      await third.shows('echo again-$((40+2))\n', 'again-42');
      third.type('exit\n');
      expect((await third.pty.ended).reason).toBe('container_stopped');
      expect(await isRunning()).toBe(false);
      await expect(engine.attach.open('box', size)).rejects.toThrow(failing('container_not_running'));
      await engine.containers.remove('box', true);
      await expect(engine.attach.open('box', size)).rejects.toThrow(failing('container_not_found'));

      // Without a terminal there is nothing to attach to, and its input stays open.
      await engine.containers.run({ ...shell, tty: false, command: ['cat'] });
      await expect(engine.attach.open('box', size)).rejects.toThrow(failing('container_without_terminal'));
      expect(await isRunning()).toBe(true);
      await engine.containers.remove('box', true);
    }),
);
