import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { DoctorFinding } from '@/lib/shared/doctor';
import { findingIds } from '@/lib/shared/doctor-light';
import type { About, Subject } from './check';
import { examine } from './examine';

function subject(more: Partial<Subject> = {}, about: Partial<About> = {}): Subject {
  return {
    about: {
      ...{ host: 'h', port: 22, loginUser: 'ubuntu', connectedAs: 'login', credentialKind: 'password', hostKey: null },
      ...{ rootLogin: 'none', rootLoginReason: null, registry: 'none', stages: null },
      status: { state: 'ready', reason: null, access: null, transport: null, docker: null, registryForward: 'off' },
      ...about,
    } as About,
    ask: async () => '',
    askRoot: async () => '',
    engine: async () => {
      throw new AppError('docker_down');
    },
    now: () => 0,
    once: (_key, ask) => ask(),
    ...more,
  };
}
const byId = (findings: DoctorFinding[]) => new Map(findings.map((finding) => [finding.id, finding]));

test('every finding is told once as it is found, and the report has them in order', async () => {
  const told: string[] = [];
  const findings = await examine(subject(), (finding) => told.push(finding.id));
  expect(findings.map((finding) => finding.id)).toEqual([...findingIds]);
  expect(told.sort()).toEqual([...findingIds].sort());
});

test('a node that was not reached is examined as far as the connect came, and nobody asks it anything', async () => {
  const asked = async () => {
    throw new Error('asked');
  };
  const stages: About['stages'] = { port: { stage: 'port', state: 'failed', code: 'node_refused', evidence: 'ECONNREFUSED' } };
  const found = byId(await examine(subject({ ask: asked, askRoot: asked }, { connectedAs: null, stages }), () => {}));
  expect(found.get('address')).toMatchObject({ state: 'bad', reason: 'address_closed', evidence: 'ECONNREFUSED' });
  for (const id of ['ssh', 'host_key', 'credential', 'su', 'docker_running', 'disk', 'registry'] as const)
    expect(found.get(id), id).toMatchObject({ state: 'skipped', reason: 'not_reached' });
});

test('what needs root is unknown without it, and what failed is unknown with its error: neither is bad', async () => {
  const found = byId(
    await examine(
      subject({
        askRoot: async () => {
          throw new AppError('root_unavailable');
        },
        ask: async () => {
          throw new AppError('node_deadline', { detail: '15000 ms' });
        },
      }),
      () => {},
    ),
  );
  expect(found.get('root_password')).toMatchObject({ state: 'unknown', reason: 'needs_root', fix: { kind: 'root_login' } });
  expect(found.get('disk')).toMatchObject({ state: 'unknown', reason: 'check_failed', evidence: 'node_deadline: 15000 ms' });
  expect([...found.values()].filter((finding) => finding.state === 'bad')).toEqual([]);
});

test('evidence is short and cannot move the cursor, reorder text or hide', async () => {
  const nasty = `passwd=ubuntu:x:1000:1000:\u202egnirts\u202c:/home:\u001b[31m/bin/bash\ngroups=${'g '.repeat(2000)}\n`;
  const found = byId(await examine(subject({ ask: async () => nasty }), () => {}));
  const evidence = found.get('login_user')?.evidence ?? '';
  expect(evidence).toContain('gnirts');
  expect(evidence).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(evidence.length).toBeLessThan(450);
});

test('a node is asked three things at once, no more: its terminals share the sessions of its sshd', async () => {
  let inside = 0;
  let most = 0;
  const asked = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    return '';
  };
  await examine(subject({ ask: asked, askRoot: asked }), () => {});
  expect(most).toBe(3);
});
