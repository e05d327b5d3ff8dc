/** How a program on a pseudo-terminal came to its end: by itself, or with the connection, its container, or the node's Docker. `detached`: it goes on. */
export interface PtyEnd {
  reason: 'exited' | 'detached' | 'lost' | 'container_stopped' | 'docker_stopped';
  exitCode: number | null;
}

/** A shell or command on a pseudo-terminal of the node. */
export interface PtyChannel {
  /** Output bytes. Pausing it stops the node's sending (SSH window), so back-pressure reaches the program. */
  readonly output: NodeJS.ReadableStream & { pause(): unknown; resume(): unknown; destroy(error?: Error): unknown };
  /** @returns false when the node does not take more for now; `drained` then resolves when it does. */
  write(data: Uint8Array): boolean;
  drained(): Promise<void>;
  resize(cols: number, rows: number): void;
  /** Ends the program: closes the channel, which hangs up the terminal (SIGHUP). */
  close(): void;
  /** Resolves once, when the program has ended or the connection was lost. */
  readonly ended: Promise<PtyEnd>;
}
