/** The parts of a node, in the order of the tabs. */
export const nodeTabs = [
  { key: 'overview', path: '' },
  { key: 'containers', path: '/containers' },
  { key: 'images', path: '/images' },
  { key: 'layers', path: '/layers' },
  { key: 'terminal', path: '/terminal' },
  { key: 'rootLogin', path: '/root-login' },
] as const;
