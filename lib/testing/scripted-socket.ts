import type { Ack } from '@/lib/shared/realtime';
import type { TerminalSocket } from '@/app/_components/terminal/terminal-client';

interface Sent {
  event: string;
  input: Record<string, unknown>;
  answer: ((ack: Ack<unknown>) => void) | undefined;
}

/** A socket for tests: what was sent is kept, answers and events come when the test says so. */
export class ScriptedSocket {
  connected = true;
  readonly sent: Sent[] = [];
  private readonly handlers = new Map<string, Set<(...args: never[]) => void>>();

  /** What the product sees of it. */
  get port(): TerminalSocket {
    return this as unknown as TerminalSocket;
  }

  on(event: string, handler: (...args: never[]) => void): this {
    const handlers = this.handlers.get(event) ?? new Set();
    this.handlers.set(event, handlers.add(handler));
    return this;
  }

  off(event: string, handler: (...args: never[]) => void): this {
    this.handlers.get(event)?.delete(handler);
    return this;
  }

  emit(event: string, input: Record<string, unknown>, answer?: (ack: Ack<unknown>) => void): this {
    this.sent.push({ event, input, answer });
    return this;
  }

  /** How many listen: nothing may be left after a page is gone. */
  get listening(): number {
    return [...this.handlers.values()].reduce((sum, handlers) => sum + handlers.size, 0);
  }

  /** The panel says something. */
  tell(event: string, payload?: unknown): void {
    for (const handler of [...(this.handlers.get(event) ?? [])]) (handler as (value: unknown) => void)(payload);
  }

  drop(): void {
    this.connected = false;
    this.tell('disconnect', 'transport close');
  }

  comeBack(): void {
    this.connected = true;
    this.tell('connect');
  }

  all(event: string): Sent[] {
    return this.sent.filter((sent) => sent.event === event);
  }

  last(event: string): Sent {
    const sent = this.all(event).at(-1);
    if (!sent) throw new Error(`${event} was not sent`);
    return sent;
  }

  answer(event: string, value: unknown): void {
    this.last(event).answer?.({ ok: true, value });
  }

  refuse(event: string, code: string): void {
    this.last(event).answer?.({ ok: false, error: { code, message: `refused: ${code}`, requestId: 'r1' } });
  }
}
