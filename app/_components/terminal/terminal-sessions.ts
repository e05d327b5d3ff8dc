import type { TerminalDto } from '@/lib/shared/realtime';
import { TerminalClient, type TerminalRequest, type TerminalSocket } from './terminal-client';

/** One tab of the terminal page. */
export interface TerminalTab {
  key: string;
  client: TerminalClient;
  /** What it was opened for, so that a new one like it can be opened. */
  request: TerminalRequest;
  /** As the reader called it; null: as the place it is in. */
  name: string | null;
}

export interface SessionsView {
  /** The panel was asked which terminals there are already. */
  listed: boolean;
  tabs: readonly TerminalTab[];
  activeKey: string | null;
}

/** What to open like this terminal. */
function requestOf(terminal: TerminalDto): TerminalRequest {
  return terminal.kind !== 'host'
    ? // By name: made again, a container has the name it had, and another id.
      { kind: terminal.kind, node: terminal.nodeId, container: terminal.containerName ?? terminal.containerId ?? '' }
    : { kind: 'host', node: terminal.nodeId, ...(terminal.as && { as: terminal.as }) };
}

/** What the reader calls terminals, by id. */
export interface TerminalNames {
  get(id: string): string | null;
  set(id: string, name: string | null): void;
}

const forgetfulNames: TerminalNames = { get: () => null, set: () => {} };

/**
 * The terminals of one node in this page: those that live already are taken up again, whatever page or device opened them;
 * new ones are added. Knows no DOM.
 */
export class TerminalSessions {
  private view: SessionsView = { listed: false, tabs: [], activeKey: null };
  private readonly listeners = new Set<() => void>();
  private nextKey = 1;
  private first: TerminalRequest | null;
  private state: 'running' | 'stopped' = 'stopped';

  /**
   * @param node its id
   * @param first what the reader came for (exec in a container); without it an empty list opens a shell on the node
   * @param as `login`: only shells of the login user are taken up and opened, as the guided root login needs them
   */
  constructor(
    private readonly socket: TerminalSocket,
    private readonly node: string,
    first: TerminalRequest | null,
    private readonly as: 'login' | null = null,
    private readonly names: TerminalNames = forgetfulNames,
  ) {
    this.first = first;
  }

  /** For useSyncExternalStore. */
  readonly getView = (): SessionsView => this.view;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Asks now, and again after each reconnect: another page of the same person may have opened one meanwhile. */
  start(): void {
    this.state = 'running';
    this.socket.on('connect', this.list);
    if (this.socket.connected) this.list();
  }

  /** What the reader came for, said before it starts. */
  wish(request: TerminalRequest): void {
    this.first = request;
  }

  /** The page leaves: shells stay. */
  stop(): void {
    this.state = 'stopped';
    this.socket.off('connect', this.list);
    for (const tab of this.view.tabs) tab.client.dispose();
    this.set({ listed: false, tabs: [], activeKey: null });
  }

  open(request: TerminalRequest): void {
    this.add(request, new TerminalClient(this.socket, { kind: 'open', request }), true);
  }

  /** Ends the shell and closes the tab. The neighbour comes forward. */
  close(key: string): void {
    const at = this.view.tabs.findIndex((tab) => tab.key === key);
    const tab = this.view.tabs[at];
    if (!tab) return;
    tab.client.close();
    const tabs = this.view.tabs.filter((other) => other !== tab);
    const neighbour = tabs[Math.min(at, tabs.length - 1)]?.key ?? null;
    this.set({ tabs, activeKey: this.view.activeKey === key ? neighbour : this.view.activeKey });
  }

  /** A new terminal like this one in its place. */
  reopen(key: string): void {
    const tab = this.view.tabs.find((candidate) => candidate.key === key);
    if (!tab) return;
    tab.client.dispose();
    const fresh = this.tab(tab.request, new TerminalClient(this.socket, { kind: 'open', request: tab.request }));
    this.set({ tabs: this.view.tabs.map((other) => (other === tab ? fresh : other)), activeKey: fresh.key });
  }

  /** @param name empty: as the place it is in */
  rename(key: string, name: string): void {
    const tab = this.view.tabs.find((candidate) => candidate.key === key);
    if (!tab) return;
    const given = name.trim().slice(0, 40) || null;
    const { terminal } = tab.client.getView();
    if (terminal) this.names.set(terminal.id, given);
    this.set({ tabs: this.view.tabs.map((other) => (other === tab ? { ...tab, name: given } : other)) });
  }

  activate(key: string): void {
    if (this.view.tabs.some((tab) => tab.key === key)) this.set({ activeKey: key });
  }

  private readonly list = (): void => {
    this.socket.emit('terminal:list', { node: this.node }, (answer) => {
      if (this.state === 'stopped') return;
      if (!answer.ok) {
        if (!this.view.listed) this.settle();
        return;
      }
      const views = this.view.tabs.map((tab) => tab.client.getView());
      const known = new Set(views.map(({ terminal }) => terminal?.id));
      // One that is being opened may be in the list before its own answer came: it would be taken up twice.
      const isOpening = views.some(({ state, terminal }) => state.name === 'opening' && terminal === null);
      if (!isOpening)
        for (const terminal of answer.value.items) {
          if (!known.has(terminal.id) && (this.as === null || terminal.as === this.as))
            this.add(
              requestOf(terminal),
              new TerminalClient(this.socket, { kind: 'attach', terminal }),
              false,
              this.names.get(terminal.id),
            );
        }
      if (!this.view.listed) this.settle();
    });
  };

  /** The first look is over: open what the reader came for, or a first shell. */
  private settle(): void {
    // A shell of the guided root login is there and stays behind: it is another user's, for another page.
    const own = this.view.tabs.filter((tab) => this.as !== null || !('as' in tab.request));
    this.set({ listed: true, activeKey: this.view.activeKey ?? own.at(-1)?.key ?? null });
    const { first } = this;
    this.first = null;
    if (first) this.open(first);
    else if (own.length === 0) this.open(this.host());
  }

  /** A shell on the node. */
  host(): TerminalRequest {
    return { kind: 'host', node: this.node, ...(this.as && { as: this.as }) };
  }

  private tab(request: TerminalRequest, client: TerminalClient, name: string | null = null): TerminalTab {
    const key = `t${this.nextKey}`;
    this.nextKey += 1;
    return { key, client, request, name };
  }

  private add(request: TerminalRequest, client: TerminalClient, forward: boolean, name: string | null = null): void {
    const tab = this.tab(request, client, name);
    this.set({ tabs: [...this.view.tabs, tab], activeKey: forward ? tab.key : this.view.activeKey });
  }

  private set(change: Partial<SessionsView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of [...this.listeners]) listener();
  }
}
