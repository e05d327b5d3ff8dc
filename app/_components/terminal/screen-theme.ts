import type { ITheme } from '@xterm/xterm';

/** Dark in both themes of the page, as terminals are; every colour reads at 4.5:1 or more on the background. */
export const screenTheme: ITheme = {
  background: '#111417',
  foreground: '#e8e6e1',
  cursor: '#76c1d2',
  cursorAccent: '#111417',
  selectionBackground: '#2f5c68',
  selectionInactiveBackground: '#3f7482',
  black: '#3a4149',
  red: '#ef7a70',
  green: '#7cc99a',
  yellow: '#e0b35a',
  blue: '#7fb2ec',
  magenta: '#cf9be0',
  cyan: '#76c1d2',
  white: '#d5d3ce',
  brightBlack: '#8b9198',
  brightRed: '#ffa79f',
  brightGreen: '#9fe0b7',
  brightYellow: '#f1c67c',
  brightBlue: '#a9cdf6',
  brightMagenta: '#e2bff0',
  brightCyan: '#a6d0da',
  brightWhite: '#ffffff',
};
