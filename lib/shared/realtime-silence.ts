/** How often the panel asks a page for a sign of life, in ms; the page hears it and knows that the panel is there. */
export const signOfLifeMs = 10_000;
/** After so long without a word either side takes the connection for lost, in ms. Whatever comes is a word, not only the answer to a ping:
 * on a slow line that answer waits behind output. */
export const silenceMs = 18_000;
const lookMs = 2_000;

/**
 * Watches one connection for silence.
 * @param onSilent called once, after {@link silenceMs} without a word. @returns `heard`, to be called for everything that comes, and `stop`
 */
export function watchSilence(onSilent: () => void): { heard(): void; stop(): void } {
  let isHeard = true;
  let silentMs = 0;
  const timer = setInterval(() => {
    silentMs = isHeard ? 0 : silentMs + lookMs;
    isHeard = false;
    if (silentMs < silenceMs) return;
    clearInterval(timer);
    onSilent();
  }, lookMs);
  // In Node the panel must be able to end; a browser's timers are numbers.
  if (typeof timer === 'object') timer.unref();
  return {
    heard() {
      isHeard = true;
    },
    stop: () => clearInterval(timer),
  };
}
