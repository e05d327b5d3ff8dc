import type { NodeDto } from '@/lib/shared/nodes';

interface Tab {
  key: string;
  /** The folder of its page below `app/nodes/[node]`; empty for the node itself. */
  page: string;
  /** What a reader types to find it, in either language: a Korean reader types `term`, an English one may have learned the Korean word. */
  keywords: readonly string[];
  /** How many there are behind it; null while nobody knows. */
  count?: (node: NodeDto) => number | null;
}

/** The parts of a node, in the order of the tabs. A new one is a line here, its page, and its name in `nodes.tab` of the messages. */
export const nodeTabs = [
  { key: 'overview', page: '', keywords: ['overview', 'state', '개요', '상태'] },
  { key: 'containers', page: 'containers', keywords: ['containers', 'ps', '컨테이너'], count: (node) => node.containersTotal },
  { key: 'images', page: 'images', keywords: ['images', '이미지'], count: (node) => node.images },
  { key: 'layers', page: 'layers', keywords: ['layers', 'overlay', '레이어'] },
  { key: 'volumes', page: 'volumes', keywords: ['volumes', '볼륨'] },
  { key: 'networks', page: 'networks', keywords: ['networks', '네트워크'] },
  { key: 'events', page: 'events', keywords: ['events', 'docker events', 'history', '이벤트', '기록'] },
  { key: 'terminal', page: 'terminal', keywords: ['terminal', 'shell', 'bash', 'ssh', '터미널', '셸'] },
  { key: 'rootLogin', page: 'root-login', keywords: ['root login', 'su', '루트', '로그인'] },
] as const satisfies readonly Tab[];

export type NodeTab = (typeof nodeTabs)[number]['key'];

/** Where a part of a node is. @param page as a tab has it, with the query of an action: `images?pull` */
export const nodeAddress = (id: string, page = ''): string => (page === '' ? `/nodes/${id}` : `/nodes/${id}/${page}`);

/** What can be started on a node from anywhere. */
export const nodeActions = [
  { key: 'run', page: 'containers?run', keywords: ['run', 'docker run', 'container', '실행', '컨테이너'] },
  { key: 'pull', page: 'images?pull', keywords: ['pull', 'docker pull', 'image', '이미지'] },
  { key: 'build', page: 'images/build', keywords: ['build', 'docker build', 'Dockerfile', '빌드', '이미지'] },
] as const;
