import { containerOf } from '../asking/docker';
import { type NodeProcess, processesNamed, processOf } from '../asking/processes';
import { errored, failed, firstOf, passed } from '../conclusions';
import { defineKind, type Verdict } from '../kind';
import { bytesOf } from '@/lib/shared/docker-memory';
import type { SpecOf } from '../spec';
import type { Trouble } from '../trouble';

type Spec = SpecOf<'process'>;
interface Facts {
  /** Those that answer to the name, or the first of the container. */
  processes: NodeProcess[];
  /** The namespaces of the node's first process. */
  host: Record<string, string>;
  /** What the container may use, bytes; 0 without a limit, null where nobody asks. */
  memoryBytes: number | null;
}

/** A process as the node sees it: its program, root, and namespaces. */
export const process = defineKind<'process', Facts | Trouble>({
  is: 'process',
  hears: ['container', 'terminal'],
  channel: 'F',
  async ask(look, spec) {
    const about = spec.container === undefined ? null : await containerOf(look, spec.container);
    if (spec.container !== undefined && !about?.pid) return { processes: [], host: {}, memoryBytes: null };
    const said = about?.pid ? await processOf(look, about.pid) : await processesNamed(look, spec.name ?? '');
    return 'trouble' in said ? said : { ...said, memoryBytes: about?.memoryBytes ?? null };
  },
  conclude(spec, given) {
    const facts = given as Facts;
    const wanted = spec.container ?? spec.name ?? spec.exe;
    const named = facts.processes.filter(
      (one) => spec.container !== undefined || spec.name === undefined || one.name === spec.name,
    );
    if (named.length === 0) return failed('process_missing', { wanted });
    const verdicts = named.map((one) => concludeOne(spec, one, facts));
    return (
      verdicts.find(({ verdict }) => verdict === 'passed') ??
      verdicts.find(({ verdict }) => verdict === 'errored') ??
      (verdicts[0] as Verdict)
    );
  },
});

function concludeOne(spec: Spec, one: NodeProcess, { host, memoryBytes }: Facts): Verdict {
  const where = spec.container ?? one.name;
  const link = (reason: 'process_exe' | 'process_root', asked: string | undefined, has: string | null) => {
    if (asked === undefined) return null;
    // Links of another user's process are not to be read without being root.
    if (has === null) return errored('root_needed');
    return asked.replace(/(.)\/+$/, '$1') !== has && failed(reason, { wanted: asked, found: has, where });
  };
  const unseen = spec.own?.find((name) => !one.namespaces[name] || !host[name]);
  const shared = spec.own?.find((name) => one.namespaces[name] === host[name]);
  return (
    firstOf(
      link('process_exe', spec.exe, one.exe),
      link('process_root', spec.root, one.root),
      unseen !== undefined && errored('root_needed'),
      shared !== undefined && failed('namespace_shared', { wanted: shared, where }),
      spec.memory !== undefined &&
        memoryBytes !== bytesOf(spec.memory) &&
        failed('memory', { wanted: bytesOf(spec.memory), found: memoryBytes, where }),
    ) ?? passed(one.pid)
  );
}
