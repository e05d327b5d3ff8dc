import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const harbour: MantineColorsTuple = [
  '#eaf5f7',
  '#d3e8ed',
  '#a6d0da',
  '#76c1d2',
  '#4fa1b5',
  '#348ca3',
  '#217990',
  '#15677d',
  '#0d5568',
  '#064353',
];
const alarm: MantineColorsTuple = [
  '#fbe9e7',
  '#f6d0cc',
  '#f0aaa3',
  '#ef8b81',
  '#e5645a',
  '#d1453b',
  '#c0342b',
  '#b3261e',
  '#951d16',
  '#751510',
];
const slate: MantineColorsTuple = [
  '#e8e6e1',
  '#c4c6c7',
  '#a7acb1',
  '#7b8188',
  '#3a4149',
  '#30363d',
  '#262b31',
  '#1d2125',
  '#15181b',
  '#101214',
];

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 6 },
  colors: { harbour, red: alarm, dark: slate },
  fontFamily: 'var(--berth-font)',
  fontFamilyMonospace: 'var(--berth-mono)',
  headings: { fontFamily: 'var(--berth-font)', fontWeight: '650' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // A <header> outside a sectioning element is the page's banner, and a page has one.
    ModalHeader: { defaultProps: { component: 'div' } },
    DrawerHeader: { defaultProps: { component: 'div' } },
    Drawer: { styles: { title: { fontSize: '1.1rem', fontWeight: 650 } } },
  },
});

/** Mantine's surfaces take the bench's colours, so that both are one picture. */
export const cssVariables: CSSVariablesResolver = () => {
  const surfaces = {
    '--mantine-color-body': 'var(--berth-surface)',
    '--mantine-color-text': 'var(--berth-ink)',
    '--mantine-color-dimmed': 'var(--berth-muted)',
    '--mantine-color-default-border': 'var(--berth-line)',
    '--mantine-color-placeholder': 'var(--berth-muted)',
    '--mantine-color-error': 'var(--berth-alarm-ink)',
    '--mantine-color-disabled': 'var(--berth-sunken)',
    '--mantine-color-disabled-color': 'color-mix(in srgb, var(--berth-muted) 75%, transparent)',
    '--mantine-color-disabled-border': 'var(--berth-line)',
    '--mantine-color-anchor': 'var(--berth-accent)',
  };
  return { variables: {}, light: { ...surfaces, '--mantine-color-default': '#fffdf8' }, dark: surfaces };
};
