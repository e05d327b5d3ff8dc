/**
 * The parts of a node, in the order of the tabs. The keywords are what a reader types to find one, in either language: a Korean
 * reader types `term`, an English one may have learned the Korean word.
 */
export const nodeTabs = [
  { key: 'overview', path: '', keywords: ['overview', 'state', '개요', '상태'] },
  { key: 'containers', path: '/containers', keywords: ['containers', 'ps', '컨테이너'] },
  { key: 'images', path: '/images', keywords: ['images', '이미지'] },
  { key: 'layers', path: '/layers', keywords: ['layers', 'overlay', '레이어'] },
  { key: 'terminal', path: '/terminal', keywords: ['terminal', 'shell', 'bash', 'ssh', '터미널', '셸'] },
  { key: 'rootLogin', path: '/root-login', keywords: ['root login', 'su', '루트', '로그인'] },
] as const;

export type NodeTab = (typeof nodeTabs)[number]['key'];

/** What can be started on a node from anywhere. */
export const nodeActions = [
  { key: 'run', path: '/containers?run', keywords: ['run', 'docker run', 'container', '실행', '컨테이너'] },
  { key: 'pull', path: '/images?pull', keywords: ['pull', 'docker pull', 'image', '이미지'] },
] as const;
