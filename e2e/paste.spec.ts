import { expect, type Page, test } from '@playwright/test';
import { enter, readTerminal, type } from './journeys';

/** Ends bracketed paste, then runs a command of its own. */
const trap = 'echo safe\x1b[201~\recho pwned-$((6*7))\r';

/** What the page sends from now on, as the terminal's input alone. */
function watchInput(page: Page): { text(): string; forget(): void } {
  let sent = '';
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const frame = typeof payload === 'string' ? payload : payload.toString('latin1');
      const at = frame.indexOf('"terminal:input"');
      if (at >= 0) sent += frame.slice(frame.indexOf(']', frame.lastIndexOf('}')) + 1);
    }),
  );
  return {
    text: () => Buffer.from(sent, 'latin1').toString(),
    forget: () => {
      sent = '';
    },
  };
}

/** The clipboard's text as the browser gives it to the page. */
const paste = (page: Page, text: string) =>
  page.locator('.xterm-helper-textarea:visible').evaluate((field, given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', given);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);

const drop = (page: Page, text: string) =>
  page.locator('.xterm-screen:visible').evaluate((field, given) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', given);
    field.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, text);

/** As a phone's keyboard puts in what it offers of the clipboard. */
const insert = (page: Page, text: string) =>
  page.locator('.xterm-helper-textarea:visible').evaluate((field, data) => {
    const about = { data, inputType: 'insertText', bubbles: true, cancelable: true, composed: true };
    if (field.dispatchEvent(new InputEvent('beforeinput', about))) field.dispatchEvent(new InputEvent('input', about));
  }, text);

test('nothing that is pasted, dropped or put in runs by itself, with bracketed paste and without', async ({ page }) => {
  const input = watchInput(page);
  await enter(page, 'student0@berth.demo', '/nodes/node0/terminal');
  const screen = await readTerminal(page);
  await expect(screen).toContainText('node0');
  // bash asks for bracketed paste at its prompt.
  for (const [how, put] of Object.entries({ paste, drop, insert })) {
    input.forget();
    await type(page, 'clear');
    // Right after Enter, when nobody knows yet whether the shell is at its prompt again.
    await put(page, trap);
    await expect.poll(() => /\x1b\[200~([\s\S]*)\x1b\[201~/.exec(input.text())?.[1], how).toBe(trap.replace('\x1b', '␛'));
    await expect(screen, how).toContainText('echo safe␛[201~');
    // Discards the line. Not Ctrl-C: a signal overtakes what bash has not read yet, and on a busy machine that is most of the paste.
    await page.keyboard.press('Control+u');
    await type(page, 'echo after-$((40+2))');
    await expect(screen, how).toContainText('after-42');
    await expect(screen, how).not.toContainText('pwned-42');
  }

  // A program that asked for nothing: the reader is asked, and may say no.
  await type(page, 'cat -v');
  input.forget();
  await paste(page, trap);
  const ask = page.getByRole('alertdialog');
  await expect(ask).toContainText('echo safe␛[201~');
  await ask.getByRole('button', { name: /^(Do not paste|붙여넣지 않기)$/ }).click();
  await expect(ask).toHaveCount(0);
  expect(input.text()).toBe('');
  await paste(page, 'one \x1b[2J \x9b line');
  await expect(screen).toContainText('one ␛[2J � line');
  expect(input.text()).not.toContain('\x1b');
  await page.keyboard.press('Control+c');
});

test('in screen reader mode, text that is put in without a key reaches the shell', async ({ page }) => {
  await enter(page, 'student0@berth.demo', '/nodes/node0/terminal');
  const screen = await readTerminal(page);
  await type(page, 'clear');
  await page.keyboard.insertText('printf "<%s>\\n" 한글-dictated');
  await page.keyboard.press('Enter');
  await expect(screen).toContainText('<한글-dictated>');
});
