import { dockerCommand } from '@/app/_components/format';
import type { ContainerDto } from '@/lib/shared/containers';

export interface ComposeGroup {
  /** Null: of no project. */
  project: string | null;
  /** In the order of their names, each once. */
  services: string[];
  containers: ContainerDto[];
}

/** What is typed in the directory of the project's Compose file. */
export const composeCommand = (project: string, ...words: string[]): string => dockerCommand('compose', '-p', project, ...words);

/** Containers by the Compose project that made them, projects in the order of their names; the rest comes last. */
export function composeGroups(containers: readonly ContainerDto[]): ComposeGroup[] {
  const projects = [...new Set(containers.map(({ compose }) => compose?.project ?? null))];
  const groups = projects.map((project) => {
    const of = containers.filter(({ compose }) => (compose?.project ?? null) === project);
    return { project, services: [...new Set(of.flatMap(({ compose }) => compose?.service || []))].sort(), containers: of };
  });
  const rank = ({ project }: ComposeGroup): string => (project === null ? '1' : `0${project}`);
  return groups.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
