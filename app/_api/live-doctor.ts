import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { DoctorClass, DoctorReport } from '@/lib/shared/doctor';
import { summarizeClass } from '@/lib/shared/doctor-light';
import type { Output } from '@/lib/shared/api';
import { fetchAgain } from './fetch-again';
import { doctorKeys } from './hooks/keys';

/** Writes a report into what the page holds of the node and of its class, whose light is reckoned anew. */
export function writeReport(client: QueryClient, report: DoctorReport): void {
  // An answer that is on its way was written before this.
  const supersede = (queryKey: QueryKey) =>
    void client.cancelQueries({ queryKey, predicate: (query) => query.state.data !== undefined }, { silent: true });
  supersede(doctorKeys.classes());
  supersede(doctorKeys.node(report.nodeId));
  client.setQueryData<Output<'GET /nodes/{node}/doctor'>>(doctorKeys.node(report.nodeId), (held) => held && { report });
  client.setQueriesData<DoctorClass>({ queryKey: doctorKeys.classes() }, (held) => {
    if (!held?.nodes.some((node) => node.nodeId === report.nodeId)) return held;
    const nodes = held.nodes.map((node) => (node.nodeId === report.nodeId ? { ...node, report } : node));
    return { ...held, ...summarizeClass(nodes), nodes };
  });
  // What was superseded may have brought what this page had not heard: once nobody is under examination the API has the last word.
  if (report.state === 'done')
    fetchAgain(client, {
      queryKey: doctorKeys.classes(),
      predicate: ({ state }) => !isUnderWay(state.data as DoctorClass | undefined),
    });
}

const isUnderWay = (held: DoctorClass | undefined): boolean =>
  held?.nodes.some((node) => node.report?.state === 'running') ?? false;
