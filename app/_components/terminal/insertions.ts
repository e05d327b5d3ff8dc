const control = /[\u0000-\u001f\u007f-\u009f]/;

interface InsertionEvents {
  /** Text that comes whole: from the clipboard, dropped, or put in by a keyboard app. */
  paste(text: string): void;
  /** Text that was put in without a key: an emoji panel, dictation, a phone's keyboard. */
  type(text: string): void;
  isScreenReader(): boolean;
}

/**
 * Takes every text that reaches the terminal other than by keys, before xterm.js sees it: xterm.js hands a paste on as it is, and in
 * screen reader mode leaves out what is inserted without a key.
 * @param element holds the terminal's own text field. @returns stops it
 */
export function watchInsertions(element: HTMLElement, events: InsertionEvents): () => void {
  let keyIsDown = false;

  function take(event: Event, text: string): void {
    event.preventDefault();
    event.stopPropagation();
    if (text !== '') events.paste(text);
  }
  const onPaste = (event: ClipboardEvent): void => take(event, event.clipboardData?.getData('text/plain') ?? '');
  const onDragOver = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('text/plain')) event.preventDefault();
  };
  const onDrop = (event: DragEvent): void => take(event, event.dataTransfer?.getData('text/plain') ?? '');
  const onBeforeInput = (event: InputEvent): void => {
    const text = event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
    if (event.inputType.startsWith('insertFrom') || (event.inputType === 'insertText' && control.test(text))) take(event, text);
  };
  const onKeyDown = (): void => {
    keyIsDown = true;
  };
  const onKeyUp = (): void => {
    keyIsDown = false;
  };
  const onInput = (event: Event): void => {
    if (!(event instanceof InputEvent) || event.inputType !== 'insertText' || event.isComposing) return;
    if (events.isScreenReader() && !keyIsDown && event.data) events.type(event.data);
  };

  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  element.addEventListener('paste', onPaste, options);
  element.addEventListener('dragover', onDragOver, options);
  element.addEventListener('drop', onDrop, options);
  element.addEventListener('beforeinput', onBeforeInput, options);
  element.addEventListener('keydown', onKeyDown, options);
  element.addEventListener('keyup', onKeyUp, options);
  element.addEventListener('focusout', onKeyUp, options);
  element.addEventListener('input', onInput, options);
  return () => stop.abort();
}
