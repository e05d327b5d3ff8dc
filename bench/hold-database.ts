import { spawn } from 'node:child_process';

/** Another process that writes: it takes the database for 100 ms, again and again, as a command line tool or a backup may. */
export async function holdDatabase(directory: string): Promise<{ stop(): Promise<number> }> {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(process.argv[1] + '/berth.db', { timeout: 5000 });
    const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    let times = 0;
    let isOver = false;
    process.on('message', () => { isOver = true; });
    process.on('disconnect', () => process.exit(1));
    const hold = () => {
      if (isOver) return process.send(times, () => process.exit(0));
      db.exec('BEGIN IMMEDIATE');
      pause(100);
      db.exec('COMMIT');
      times++;
      setTimeout(hold, 50);
    };
    hold();`;
  const child = spawn(process.execPath, ['-e', script, directory], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return {
    stop: () =>
      new Promise((resolve) => {
        child.once('message', (times) => resolve(Number(times)));
        child.send('stop');
      }),
  };
}
