import { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { limits } from '@/lib/shared/limits';
import { watchInsertions } from './insertions';
import { cleanPaste, cleanTitle, looksLikePrompt, pastedLines, safeLink } from './screen-text';
import { screenTheme } from './screen-theme';
import { SettledPaste } from './settled-paste';
import type { TerminalScreen } from './terminal-client';

/** Latin first, then faces whose Hangul is exactly two columns wide, then the one the panel brings along: a machine may have none. */
const fontFamily =
  '"JetBrains Mono Variable", "D2Coding", "Nanum Gothic Coding", "Noto Sans Mono CJK KR", "Malgun Gothic", "Apple SD Gothic Neo", "Pretendard Variable", ui-monospace, monospace';

/**
 * After so many bytes the graphics card draws. Until then elements do: they are as quick for a shell, and the code for the card weighs as much as
 * half of React.
 */
const gpuFromBytes = 128 * 1024;

export interface ScreenSettings {
  fontSize: number;
  screenReader: boolean;
  /** Shows what another types: takes no input, has the size it is given, and its letters are as small as that needs. */
  readOnly?: boolean;
}

/** Letters smaller than this nobody reads: a window that is larger yet is scrolled. In px. */
const leastScaled = 7;

/** What the screen tells the page. */
export interface ScreenEvents {
  /** @param isKey a key was pressed: it is no answer of the emulator to a question in the output. */
  input(text: string, isKey: boolean): void;
  binary(data: string): void;
  resized(cols: number, rows: number): void;
  title(title: string): void;
  /** A link was clicked; it is opened only when the reader says so. */
  link(url: string): void;
  /** A paste that would run by itself, because the program asked for no bracketed paste. */
  paste(text: string, lines: number): void;
  /** Ctrl-V went to the shell as ^V, and on other systems it pastes. */
  plainPaste(): void;
  /** Ctrl-Shift-F. */
  search(): void;
  /** Ctrl-Shift-L or Ctrl-Shift-Esc: the keyboard's way out (WCAG 2.1.2). */
  leave(): void;
}

export interface Screen extends TerminalScreen {
  readonly cols: number;
  readonly rows: number;
  fit(): void;
  focus(): void;
  paste(text: string): void;
  /** The cursor stands behind what looks like a shell's prompt, and nothing was typed there. */
  isAtPrompt(): boolean;
  /** @returns false when there is no such text. */
  find(text: string, backwards: boolean): Promise<boolean>;
  apply(settings: ScreenSettings): void;
  dispose(): void;
}

/** An xterm.js in `element`, fitted to it. Comes with its code only when a terminal is opened. */
export async function createScreen(
  element: HTMLElement,
  labels: { input: string; hintId: string },
  first: ScreenSettings,
  events: ScreenEvents,
): Promise<Screen> {
  let settings = first;
  // Measured before the face is there, every column would be off.
  await document.fonts.load(`${settings.fontSize}px "JetBrains Mono Variable"`).catch(() => []);
  const offer = (uri: string): void => {
    const url = safeLink(uri);
    if (url !== null) events.link(url);
  };
  const terminal = new Terminal({
    // For the width of characters.
    allowProposedApi: true,
    fontFamily,
    fontSize: settings.fontSize,
    lineHeight: 1.15,
    theme: screenTheme,
    minimumContrastRatio: 4.5,
    scrollback: 5000,
    // Every malformed sequence would be an object on the console: `cat` of a binary has thousands.
    logLevel: 'off',
    cursorBlink: false,
    disableStdin: settings.readOnly ?? false,
    screenReaderMode: settings.screenReader,
    linkHandler: { activate: (_event, uri) => offer(uri), allowNonHttpProtocols: false },
  });
  const fitter = new FitAddon();
  // xterm.js counts as Unicode 6 did: an emoji would take one column, and two in the shell.
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.loadAddon(fitter);
  terminal.loadAddon(new WebLinksAddon((_event, uri) => offer(uri)));
  // OSC 52 lets output write the clipboard: nothing on a node may put a command there.
  terminal.parser.registerOscHandler(52, () => true);
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-label', labels.input);
  terminal.textarea?.setAttribute('aria-describedby', labels.hintId);
  terminal.attachCustomKeyEventHandler((event) => handleKey(terminal, event, events));
  const inputQueue = new SettledPaste(events.input);
  /** xterm.js passes a paste on as data, in this turn. */
  let pastes = false;
  const put = (text: string): void => {
    pastes = true;
    terminal.paste(text);
    pastes = false;
  };
  const stopInsertions = watchInsertions(element, {
    paste: (text) =>
      inputQueue.paste((isSettled) => holdPaste(cleanPaste(text), isSettled && terminal.modes.bracketedPasteMode, put, events)),
    type: (text) => inputQueue.input(text, true),
    isScreenReader: () => terminal.options.screenReaderMode === true,
  });
  // Told right before the data of a key.
  let pressed: string | null = null;
  terminal.onKey(({ key }) => {
    pressed = key;
  });
  terminal.onData((text) => {
    const isKey = pressed === text;
    pressed = null;
    if (pastes) inputQueue.straight(text);
    else inputQueue.input(text, isKey);
  });
  terminal.onBinary(events.binary);
  terminal.onTitleChange((title) => events.title(cleanTitle(title)));
  /** The size is that of old output, and nothing to tell the program of. */
  let isOldSize = false;
  terminal.onResize(({ cols, rows }) => {
    if (!isOldSize) events.resized(cols, rows);
  });

  const fitToBox = (): void => {
    const wanted = fitter.proposeDimensions();
    // Hidden: there is nothing to measure.
    if (!wanted || !Number.isFinite(wanted.cols) || element.clientWidth === 0) return;
    if (settings.readOnly) {
      scaleTo(wanted);
      return;
    }
    const cols = Math.min(limits.terminalColsMax, Math.max(2, wanted.cols));
    const rows = Math.min(limits.terminalRowsMax, Math.max(1, wanted.rows));
    if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows);
  };
  /** @param room columns and rows the box has with letters of the present size */
  const scaleTo = (room: { cols: number; rows: number }): void => {
    const present = terminal.options.fontSize ?? settings.fontSize;
    const scale = Math.min(room.cols / terminal.cols, room.rows / terminal.rows);
    terminal.options.fontSize = Math.min(settings.fontSize, Math.max(leastScaled, Math.floor(present * scale)));
  };
  fitToBox();
  let writtenBytes = 0;
  let searcher: Promise<SearchAddon> | null = null;
  // The Korean face comes in parts, when one of its characters is first drawn; until then another face or a box is kept as its picture.
  const onFonts = (): void => terminal.clearTextureAtlas();
  document.fonts.addEventListener('loadingdone', onFonts);

  return {
    get cols() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    write(data, drawn) {
      const before = writtenBytes;
      writtenBytes += data.byteLength;
      if (before < gpuFromBytes && writtenBytes >= gpuFromBytes) void drawWithGpu(terminal);
      terminal.write(data, () => {
        inputQueue.output();
        drawn();
      });
    },
    reset: () => terminal.reset(),
    setSize(cols, rows) {
      isOldSize = true;
      terminal.resize(cols, rows);
      isOldSize = false;
      if (settings.readOnly) fitToBox();
    },
    fit: fitToBox,
    focus: () => terminal.focus(),
    paste: (text) => put(cleanPaste(text)),
    isAtPrompt: () => promptOf(terminal) !== null,
    promptLine: () => promptOf(terminal),
    lastLines: (count) => lastLinesOf(terminal, count),
    async find(text, backwards) {
      searcher ??= loadSearch(terminal);
      const search = await searcher;
      return backwards ? search.findPrevious(text) : search.findNext(text);
    },
    apply(next) {
      settings = next;
      terminal.options.fontSize = next.fontSize;
      terminal.options.screenReaderMode = next.screenReader;
      fitToBox();
    },
    dispose() {
      stopInsertions();
      inputQueue.dispose();
      document.fonts.removeEventListener('loadingdone', onFonts);
      terminal.dispose();
    },
  };
}

/** Every key belongs to the shell, except the page's few with Ctrl-Shift. @returns whether the terminal handles it. */
function handleKey(terminal: Terminal, event: KeyboardEvent, events: ScreenEvents): boolean {
  // Shortcuts of the page (palette, filters) must not hear what is typed here.
  event.stopPropagation();
  if (event.type !== 'keydown' || !event.ctrlKey || event.altKey || event.metaKey) return true;
  if (!event.shiftKey) {
    if (event.code === 'KeyV') events.plainPaste();
    return true;
  }
  switch (event.code) {
    case 'KeyC':
      event.preventDefault();
      if (terminal.hasSelection()) void navigator.clipboard?.writeText(terminal.getSelection());
      return false;
    case 'KeyV':
      // The browser pastes, and xterm.js takes the paste event.
      return false;
    case 'KeyF':
      event.preventDefault();
      events.search();
      return false;
    case 'KeyL':
    case 'Escape':
      event.preventDefault();
      events.leave();
      return false;
    default:
      return true;
  }
}

function promptOf({ buffer }: Terminal): string | null {
  const { active } = buffer;
  if (active.type === 'alternate') return null;
  const line = active.getLine(active.baseY + active.cursorY)?.translateToString(true, 0, active.cursorX) ?? '';
  return looksLikePrompt(line) ? line : null;
}

function lastLinesOf({ buffer }: Terminal, count: number): string {
  const { active } = buffer;
  const end = active.baseY + active.cursorY + 1;
  const lines: string[] = [];
  for (let at = Math.max(0, end - count); at < end; at += 1) lines.push(active.getLine(at)?.translateToString(true) ?? '');
  return lines.join('\n');
}

/** A program that asked for bracketed paste takes lines as text; any other would run them, so the reader is asked. */
function holdPaste(text: string, isBracketed: boolean, put: (text: string) => void, events: ScreenEvents): void {
  const lines = pastedLines(text);
  if (lines === null || isBracketed) put(text);
  else events.paste(text, lines);
}

async function loadSearch(terminal: Terminal): Promise<SearchAddon> {
  const { SearchAddon } = await import('@xterm/addon-search');
  const addon = new SearchAddon();
  terminal.loadAddon(addon);
  return addon;
}

/** Draws on the graphics card where there is one; the plain way stays when there is none or it is lost. */
async function drawWithGpu(terminal: Terminal): Promise<void> {
  try {
    const { WebglAddon } = await import('@xterm/addon-webgl');
    const addon = new WebglAddon();
    addon.onContextLoss(() => addon.dispose());
    terminal.loadAddon(addon);
  } catch {
    // No WebGL here: xterm.js goes on with elements.
  }
}
