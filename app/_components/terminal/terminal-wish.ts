import type { TerminalRequest } from './terminal-client';

type ExecRequest = TerminalRequest & { kind: 'exec' };

const storageKey = 'berth.terminal.wish';

/**
 * What the terminal page of a node shall open next in this window. A command is not part of an address: whoever follows a link would run it
 * without having asked for it.
 */
export function wishFor(request: ExecRequest): void {
  sessionStorage.setItem(storageKey, JSON.stringify(request));
}

/** The wish for a node, which is fulfilled once. @returns null where there is none, or it cannot be read */
export function takeWish(node: string): ExecRequest | null {
  if (typeof sessionStorage === 'undefined') return null;
  try {
    const held: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    if (!isExec(held) || held.node !== node) return null;
    sessionStorage.removeItem(storageKey);
    return held;
  } catch {
    return null;
  }
}

/** The page itself wrote it; the panel checks what is in it. */
const isExec = (held: unknown): held is ExecRequest =>
  typeof held === 'object' && held !== null && 'kind' in held && held.kind === 'exec' && 'node' in held && 'container' in held;
