import { expect, test } from 'vitest';
import { isSuAllowed, parseProcesses, readShellObservation } from './shell-observation';

/** `pid ppid pgrp tty uid comm` */
const table = (...lines: string[]): string => {
  const rows = lines.map((line) => line.split(' '));
  const stat = rows.map(([pid, ppid, pgrp, tty, , ...comm]) => `${pid} ${ppid} ${pgrp} ${tty} ${comm.join(' ')}`);
  const status = rows.map(([pid, , , , uid]) => `/proc/${pid}/status:Uid:\t${uid}\t0\t0\t0`);
  return `${stat.join('\n')}\n\n${status.join('\n')}\n`;
};
const base = [
  '1 0 1 0 0 systemd',
  '50 1 50 0 0 sshd',
  '60 50 60 0 0 sshd-session',
  '70 60 60 0 1000 sshd-session',
  '80 70 80 34816 1000 bash',
];
const see = (...more: string[]) => readShellObservation(parseProcesses(table(...base, ...more)), 70);

test('the login user’s shell is the child with a terminal of the sshd that serves the connection', () => {
  expect(see()).toEqual({ observation: 'shell', rootShell: null });
  // The probe itself, and somebody else's root shell on another connection.
  expect(see('81 70 81 0 1000 bash', '90 50 90 0 0 sshd', '91 90 91 34817 0 bash')).toEqual({
    observation: 'shell',
    rootShell: null,
  });
});

test('su waits as root by its effective user only; root’s shell is below it', () => {
  expect(see('82 80 82 34816 1000 su')).toEqual({ observation: 'su_asks', rootShell: null });
  expect(see('82 80 82 34816 1000 su', '83 82 83 34816 0 bash')).toEqual({ observation: 'root', rootShell: 83 });
  // A shell in the shell is where the person stands.
  expect(see('82 80 82 34816 1000 su', '83 82 83 34816 0 bash', '84 83 84 34816 0 sh')).toEqual({
    observation: 'root',
    rootShell: 84,
  });
  // With a terminal of its own (su -P, sudo's use_pty).
  expect(see('82 80 82 34816 0 sudo', '85 82 85 34818 0 sudo', '86 85 86 34818 0 bash')).toEqual({
    observation: 'root',
    rootShell: 86,
  });
});

test('sudo that waits for a password is not su, and a single command as root is not root’s shell', () => {
  expect(see('82 80 82 34816 0 sudo')).toEqual({ observation: 'sudo_asks', rootShell: null });
  expect(see('82 80 82 34816 0 sudo', '83 82 82 34816 0 docker').observation).toBe('sudo_asks');
  expect(see('82 80 82 34816 1000 su', '83 82 82 34816 0 sh').observation).toBe('su_asks');
});

test('a shell that is over is gone; names with spaces and parentheses are read', () => {
  expect(readShellObservation(parseProcesses(table(...base.slice(0, 4))), 70)).toEqual({ observation: 'gone', rootShell: null });
  expect(parseProcesses('5 1 5 0 a) (b c\n\n')).toEqual([{ pid: 5, ppid: 1, pgrp: 5, tty: 0, uid: null, comm: 'a) (b c' }]);
  expect(parseProcesses('')).toEqual([]);
});

test('pam_wheel decides whether su is allowed', () => {
  expect(isSuAllowed('# auth required pam_wheel.so\nauth sufficient pam_rootok.so\n', ['ubuntu'])).toBe(true);
  expect(isSuAllowed('auth       required   pam_wheel.so\n', ['ubuntu'])).toBe(false);
  expect(isSuAllowed('auth required pam_wheel.so\n', ['ubuntu', 'wheel'])).toBe(true);
  expect(isSuAllowed('auth required pam_wheel.so group=staff\n', ['ubuntu', 'wheel'])).toBe(false);
  expect(isSuAllowed('auth required pam_wheel.so deny group=nosu\n', ['ubuntu', 'nosu'])).toBe(false);
  expect(isSuAllowed('auth sufficient pam_wheel.so trust\n', ['ubuntu'])).toBe(true);
});
