import type { TerminalDto } from '@/lib/shared/realtime';
import type { TerminalScreen } from '@/app/_components/terminal/terminal-client';

export const id = 'a'.repeat(32);
/** A terminal as the server describes it. */
export const dto: TerminalDto = {
  id,
  kind: 'host',
  nodeId: 'n1',
  nodeName: 'node0',
  containerId: null,
  containerName: null,
  loginUser: 'ubuntu',
  state: 'open',
  createdAt: '2026-01-01T00:00:00.000Z',
};
export const bytes = (text: string) => new TextEncoder().encode(text);

/** A screen that keeps what is drawn on it, for tests. */
export class ScriptedScreen implements TerminalScreen {
  text = '';
  /** The text, and each change of size between two parts of it. */
  drawn = '';
  private size = '100x30';
  /** When true, `drawn` is kept back until `finish`. */
  slow = false;
  private waiting: Array<() => void> = [];
  write(data: Uint8Array, drawn: () => void): void {
    this.text += new TextDecoder().decode(data);
    this.drawn += new TextDecoder().decode(data);
    if (this.slow) this.waiting.push(drawn);
    else drawn();
  }
  reset(): void {
    this.text = '';
  }
  setSize(cols: number, rows: number): void {
    const size = `${cols}x${rows}`;
    if (size !== this.size) this.drawn += `<${size}>`;
    this.size = size;
  }
  finish(): void {
    for (const drawn of this.waiting.splice(0)) drawn();
  }
}
