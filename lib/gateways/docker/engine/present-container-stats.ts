import { z } from 'zod';
import type { ContainerProcesses, ContainerStats } from '@/lib/shared/containers';
import { answerLimits, countOf, nameOf, parseAnswer, rowsOf, textOf } from './answer';

const count = countOf(0);
const more = z.record(z.string(), z.unknown()).catch({});
const answer = z.object({
  read: textOf(answerLimits.wordChars),
  cpu_stats: z
    .object({
      cpu_usage: z.object({ total_usage: count, percpu_usage: z.array(z.unknown()).catch([]) }),
      system_cpu_usage: count,
      online_cpus: count,
    })
    .catch({ cpu_usage: { total_usage: 0, percpu_usage: [] }, system_cpu_usage: 0, online_cpus: 0 }),
  memory_stats: z.object({ usage: countOf(null), limit: count, stats: more }).catch({ usage: null, limit: 0, stats: {} }),
  networks: z.record(z.string(), z.object({ rx_bytes: count, tx_bytes: count })).catch({}),
  blkio_stats: z
    .object({ io_service_bytes_recursive: rowsOf(z.object({ op: textOf(answerLimits.wordChars), value: count })) })
    .catch({ io_service_bytes_recursive: [] }),
  pids_stats: z.object({ current: count }).catch({ current: 0 }),
});
type Answer = z.output<typeof answer>;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Without what is only cached (docker/cli, cli/command/container/stats_helpers.go). */
function memoryOf({ memory_stats: { usage, stats } }: Answer): number | null {
  const cached = stats.total_inactive_file ?? stats.inactive_file;
  if (usage === null) return null;
  return typeof cached === 'number' && cached < usage ? usage - cached : usage;
}

/** Memory alone, of the answer of `GET /containers/ID/stats`; null where it does not say. */
export const presentMemory = (given: unknown): number | null => memoryOf(parseAnswer(answer, given, 'GET /containers/ID/stats'));

/**
 * The answer of `GET /containers/ID/stats`. One that does not run has used no CPU time.
 * @param nowMs when it came: Docker 20.10 gives a single sample no time of its own
 */
export function presentStats(given: unknown, nowMs: number): ContainerStats {
  const stats = parseAnswer(answer, given, 'GET /containers/ID/stats');
  const read = Date.parse(stats.read);
  const networks = Object.values(stats.networks);
  const moved = (operation: 'read' | 'write'): number =>
    sum(
      stats.blkio_stats.io_service_bytes_recursive.filter(({ op }) => op.toLowerCase() === operation).map(({ value }) => value),
    );
  const { cpu_usage: cpu, system_cpu_usage: systemNs, online_cpus: online } = stats.cpu_stats;
  return {
    at: cpu.total_usage > 0 ? new Date(read > 0 ? read : nowMs).toISOString() : null,
    ...{ cpuNs: cpu.total_usage, systemNs, cpus: online || cpu.percpu_usage.length },
    ...{ memoryBytes: memoryOf(stats) ?? 0, memoryLimitBytes: stats.memory_stats.limit },
    netReceivedBytes: sum(networks.map(({ rx_bytes }) => rx_bytes)),
    netSentBytes: sum(networks.map(({ tx_bytes }) => tx_bytes)),
    blockReadBytes: moved('read'),
    blockWrittenBytes: moved('write'),
    pids: stats.pids_stats.current,
  };
}

const words = rowsOf(nameOf(answerLimits.commandChars), 50);
const top = z.object({ Titles: words, Processes: rowsOf(words) });

/** The answer of `GET /containers/ID/top`. @throws AppError `docker_answer_malformed` */
export function presentProcesses(given: unknown): ContainerProcesses {
  const { Titles: titles, Processes: rows } = parseAnswer(top, given, 'GET /containers/ID/top');
  return { titles, rows };
}
