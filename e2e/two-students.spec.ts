import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { downLab, ensureLab, type LabNode, labUsers } from '@/lab/lab';
import { enter, expectAccessible, picture, readTerminal, type } from './journeys';
import { panel } from './panel';

const image = 'localhost:5000/myubuntu/1.0';
/** What both do wrong: the name is right, the image is not theirs. */
const mistake = `docker tag ubuntu ${image}`;
const commit = `docker commit -a sds -m "add hello.txt" myubuntu ${image}`;
/** Steps that both do, as the board and the exports name them. */
const done = ['01-root/root', '01-root/slash', '09-commit/write', '09-commit/leave', '09-commit/commit'];

let classId: string;
let node0: string;
let student0: string;
/** A third node, as a class finds it. */
let spare: LabNode;
/** Of a lab of its own: other journeys change the nodes of the demo's. */
const spareLab = 'e2espare';
const spareName = 'spare9';
let board: Page;
/** Reads Korean and uses a pointer. The panel logs in to node0 as root. */
let ko: Page;
/** Reads English and has a keyboard only. node1 is as a class finds it. */
let en: Page;

const lessonUrl = (lesson: string): string => `${panel.origin}/classes/${classId}/course/${lesson}`;
const card = (page: Page, step: string): Locator => page.locator(`[data-step="${step}"]`);
const passed = (page: Page, step: string): Promise<void> =>
  expect(card(page, step)).toHaveAttribute('data-state', 'passed', { timeout: 60_000 });
/** How a step of a student is on the board. */
const cell = (student: string, step: string): Locator =>
  board.getByRole('gridcell', { name: new RegExp(`^${student}, ${step.replace('.', '\\.')}: `) });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  const lab = await ensureLab({ name: spareLab, nodes: [{ base: 'bookworm', store: 'overlay2' }] });
  spare = lab.nodes[0] as LabNode;
  // So wide that every step is in sight: what is not is not in the document.
  board = await open(browser, 'en-US', 2400);
  await enter(board, 'instructor@berth.demo', /\/nodes$/);
  const { items } = (await (await board.request.get(`${panel.origin}/api/v1/nodes?limit=200`)).json()) as {
    items: Array<{ id: string; name: string; classId: string; assignees: Array<{ id: string }> }>;
  };
  const first = items.find(({ name }) => name === 'node0');
  classId = first?.classId ?? '';
  node0 = first?.id ?? '';
  student0 = first?.assignees[0]?.id ?? '';
  [ko, en] = await Promise.all([open(browser, 'ko-KR'), open(browser, 'en-US')]);
});
test.afterAll(async () => {
  test.setTimeout(60_000);
  for (const page of [board, ko, en]) await page.context().close();
  await downLab(spareLab);
});

test('two students do a lesson on two nodes, each in their language, one by keyboard alone, while the board fills and a hand is answered', async () => {
  await test.step('both become root, and the board, open since before, shows it', async () => {
    await board.goto(`${panel.origin}/classes/${classId}/board`);
    await expect(cell('Student 0', '1.1')).toBeVisible();
    await Promise.all([becomeRoot(), becomeRootByKeyboard()]);
    for (const student of ['Student 0', 'Student 1'])
      for (const step of ['1.1', '1.2']) await expect(cell(student, step)).toHaveAccessibleName(/: passed/);
  });

  await test.step('one clears the node: what deletes is typed, and run by the student', async () => {
    await ko.goto(lessonUrl('06-images'));
    await readTerminal(ko);
    const clean = async (command: string, what: string): Promise<void> => {
      await card(ko, 'clean')
        .getByRole('button', { name: `터미널에 입력: ${command}` })
        .click();
      await expect(screenOf(ko)).toContainText(command);
      await ko.keyboard.press('Enter');
      await expect
        .poll(async () => (await (await ko.request.get(`${panel.origin}/api/v1/nodes/node0/${what}`)).json()).items)
        .toEqual([]);
    };
    await clean('docker rm -f $(docker ps -aq)', 'containers');
    await clean('docker rmi -f $(docker images -aq)', 'images');
    await passed(ko, 'clean');
  });

  await test.step('a file in a container, and out of it without ending it', () =>
    Promise.all([writeAndLeave(), writeAndLeaveByKeyboard()]));

  await test.step('the same mistake: each reads why in their language, and the board shows that it is one', async () => {
    for (const page of [ko, en]) await type(page, mistake);
    await expect(card(ko, 'commit')).toContainText('지금은 0개 많습니다.');
    await expect(card(en, 'commit')).toContainText('It has 0 more.');
    await expect(board.getByText('2 students at 9.3:')).toBeVisible();
    // The second time the panel says what it makes of it.
    await card(ko, 'commit').getByRole('button', { name: '지금 확인' }).click();
    await expect(card(ko, 'commit')).toContainText('ubuntu 이미지에 이름만 하나 더 붙였습니다.');
    await ko.locator('.xterm:visible').click();
  });

  await test.step('one is stuck, raises a hand by keyboard, and is answered', answerTheHand);

  await test.step('both commit, and the board has it', async () => {
    for (const page of [ko, en]) await type(page, `docker rmi ${image}; ${commit}`);
    await Promise.all([passed(ko, 'commit'), passed(en, 'commit')]);
    for (const student of ['Student 0', 'Student 1'])
      for (const step of ['9.1', '9.2', '9.3'])
        await expect(cell(student, step)).toHaveAccessibleName(step === '9.3' ? /: passed with a hint$/ : /: passed$/);
    await expect(board.getByText('No problem that two or more students share.')).toBeVisible();
    await Promise.all([picture(board, 'two-students-board'), picture(ko, 'two-students-ko'), picture(en, 'two-students-en')]);
  });

  await test.step('a node is swapped for a spare one, and what is green stays green', swapTheNode);

  await test.step('every file of the export has what both passed', checkExports);
});

async function open(browser: Browser, locale: string, width = 1440): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width, height: 900 } });
  // The screen is a canvas: its text is read the way a screen reader does (app/_components/terminal/use-screen-settings.ts).
  await context.addInitScript(() => localStorage.setItem('berth-terminal', '{"screenReader":true}'));
  return context.newPage();
}

const screenOf = (page: Page): Locator => page.locator('.xterm-accessibility:visible');

async function becomeRoot(): Promise<void> {
  await enter(ko, 'student0@berth.demo', `/classes/${classId}/course/01-root`);
  await expect(screenOf(ko)).toContainText('root@node0');
  // The panel's own root login is no `su`: the lesson offers a shell of the login user.
  await ko.getByRole('button', { name: '로그인 사용자로 터미널 열기' }).click();
  await expect(screenOf(ko)).toContainText('ubuntu@node0');
  await card(ko, 'root').getByRole('button', { name: '터미널에 입력: su root' }).click();
  await expect(screenOf(ko)).toContainText('Password:');
  await type(ko, 'root');
  await passed(ko, 'root');
  await card(ko, 'slash').getByRole('button', { name: '터미널에 입력: cd /' }).click();
  await passed(ko, 'slash');
}

async function becomeRootByKeyboard(): Promise<void> {
  await enter(en, 'student1@berth.demo', `/classes/${classId}/course/01-root`);
  await expect(screenOf(en)).toContainText('ubuntu@node1');
  await press(en, card(en, 'root').getByRole('button', { name: 'Type into the terminal: su root' }));
  await expect(screenOf(en)).toContainText('Password:');
  await type(en, 'root');
  await passed(en, 'root');
  await type(en, 'cd /');
  await passed(en, 'slash');
  await press(en, en.getByRole('navigation', { name: 'Lessons' }).getByRole('link', { name: 'Docker basics' }));
  await press(en, en.getByRole('link', { name: /From container to image/ }));
  await expect(en).toHaveURL(lessonUrl('09-commit'));
}

async function writeAndLeave(): Promise<void> {
  await ko.goto(lessonUrl('09-commit'));
  const screen = await readTerminal(ko);
  await expect(screen).toContainText('root@node0');
  const write = card(ko, 'write');
  await write.getByRole('button', { name: '터미널에 입력: docker run' }).click();
  await expect(screen).toContainText(/root@[0-9a-f]{12}:\/#/, { timeout: 60_000 });
  await write.getByRole('button', { name: '터미널에 입력: echo' }).click();
  await passed(ko, 'write');
  await card(ko, 'leave').getByRole('button', { name: '터미널에서 누르기: ctrl-p ctrl-q' }).click();
  await passed(ko, 'leave');
}

async function writeAndLeaveByKeyboard(): Promise<void> {
  const screen = screenOf(en);
  await expect(screen).toContainText('root@node1');
  await press(en, card(en, 'write').getByRole('button', { name: 'Type into the terminal: docker run' }));
  await expect(screen).toContainText(/root@[0-9a-f]{12}:\/#/, { timeout: 60_000 });
  await type(en, 'echo "hello ubuntu" > hello.txt');
  await passed(en, 'write');
  await en.keyboard.press('Control+p');
  await en.keyboard.press('Control+q');
  await passed(en, 'leave');
}

/** Three times the same reason; then the hand, its answer, and its end. */
async function answerTheHand(): Promise<void> {
  const check = card(en, 'commit').getByRole('button', { name: 'Check now' });
  const row = board.getByRole('row').filter({ hasText: 'Student 1' });
  await tabTo(en, check);
  for (let time = 0; time < 3; time += 1) {
    const judged = en.waitForResponse((response) => response.url().endsWith('/steps/commit/check'));
    await en.keyboard.press('Enter');
    await judged;
    await expect(check).toHaveAttribute('aria-busy', 'false');
  }
  await expect(card(en, 'commit')).toContainText('This is the ubuntu image under a second name.');
  await expect(row).toContainText('It has 0 more.');
  await expect(board.getByText('2 students, 1 needs help')).toBeVisible();

  await press(en, en.getByRole('button', { name: 'Ask for help' }));
  await tabTo(en, en.getByLabel('What is the problem?'));
  await en.keyboard.type('The name is right, is it not?');
  await press(en, en.getByRole('button', { name: 'Raise hand' }));
  await expect(en.getByText('Hand raised, place 1 in the queue')).toBeVisible();

  await expect(row).toContainText('raised hand');
  const hands = board.getByRole('region', { name: 'Raised hands: 1' });
  await expect(hands).toContainText('The name is right, is it not?');
  await hands.getByText('Last lines of the terminal').click();
  await expect(hands).toContainText(mistake);
  await expectAccessible(board);
  await lookOn(hands);
  await hands.getByRole('button', { name: 'Help this student' }).click();
  await expect(en.getByText('Instructor is coming to help you')).toBeVisible();
  await hands.getByLabel('Answer to Student 1').fill('A tag is only a name. Commit the container.');
  await hands.getByRole('button', { name: 'Send' }).click();
  // An answer ends the hand.
  await expect(en.getByText('Answer of Instructor:')).toBeVisible();
  await expect(en.getByText('A tag is only a name. Commit the container.')).toBeVisible();
  await expectAccessible(en);
  await expect(board.getByText('Nobody has raised a hand.')).toBeVisible();
  await tabTo(en, en.getByRole('textbox', { name: /^Input of the terminal/ }));
}

/** The instructor sees what the student sees, and the student is told so for as long. */
async function lookOn(hands: Locator): Promise<void> {
  await hands.getByRole('button', { name: 'Watch terminal' }).click();
  const dialog = board.getByRole('dialog', { name: 'Terminal of Student 1' });
  await expect(dialog.locator('.xterm-accessibility')).toContainText(mistake);
  await expect(en.getByText('Instructor is watching this terminal')).toBeVisible();
  await dialog.locator('.xterm').click();
  await board.keyboard.type('reboot');
  await picture(board, 'two-students-watch');
  await picture(en, 'two-students-watched');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(en.getByText('Instructor is watching this terminal')).toHaveCount(0);
  await expect(screenOf(en)).not.toContainText('reboot');
}

/** Student 0 goes on at a third node of the lab, and comes back to their own at the end. */
async function swapTheNode(): Promise<void> {
  const headers = { origin: panel.origin };
  const api = `${panel.origin}/api/v1`;
  const passedBefore = await ko.locator('[data-step][data-state="passed"]').count();
  const [hostKey = ''] = spare.hostKeys.map(({ publicKey }) => `${spare.host} ${publicKey}`);
  const added = await board.request.post(`${api}/nodes`, {
    headers,
    data: {
      ...{ name: spareName, host: spare.host, port: spare.port, loginUser: 'ubuntu', classId, hostKey },
      credential: { kind: 'password', password: labUsers.ubuntu },
    },
  });
  expect(added.status()).toBe(201);
  await board.goto(`${panel.origin}/nodes`);
  await board.getByRole('button', { name: 'Manage node0' }).click();
  await board.getByRole('menuitem', { name: 'Assign to a student' }).click();
  await board.getByRole('button', { name: "Swap Student 0's node" }).click();
  const plan = board.getByRole('region', { name: 'Another node for Student 0' });
  await expect(plan).toContainText(`Student 0 gets ${spareName} and continues there at once.`);
  await expect(plan).toContainText('Containers on node0 are not moved: myubuntu');
  await plan.getByLabel('Note (optional)').fill('its fan is loud');
  await picture(board, 'two-students-swap');
  await plan.getByRole('button', { name: 'Swap node' }).click();
  // The student's page is told, and goes on there by itself.
  await expect(ko.getByText(spareName).first()).toBeVisible();
  await expect(screenOf(ko)).toContainText('ubuntu@node0');
  await expect(ko.locator('[data-step][data-state="passed"]')).toHaveCount(passedBefore);
  await picture(ko, 'two-students-swapped');
  expect((await board.request.patch(`${api}/nodes/${node0}`, { headers, data: { setAside: false } })).status()).toBe(200);
  const back = await board.request.post(`${api}/nodes/${spareName}/swap`, { headers, data: { user: student0, to: node0 } });
  expect(back.status()).toBe(200);
  expect((await board.request.delete(`${api}/nodes/${spareName}`, { headers })).status()).toBe(204);
}

async function checkExports(): Promise<void> {
  const take = async (format: string): Promise<Buffer> => {
    const answer = await board.request.get(`${panel.origin}/api/v1/classes/${classId}/progress/export?format=${format}`);
    expect(answer.status()).toBe(200);
    return answer.body();
  };
  const [head = '', ...rows] = (await take('csv')).toString('utf8').trim().split('\r\n');
  const names = head.split(',');
  for (const email of ['student0@berth.demo', 'student1@berth.demo']) {
    const values = rows.find((row) => row.includes(email))?.split(',') ?? [];
    expect(done.map((step) => [email, step, values[names.indexOf(`${step} state`)]])).toEqual(
      done.map((step) => [email, step, 'passed']),
    );
  }

  const files = unzipSync(await take('zip'));
  const textOf = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  const progress = JSON.parse(textOf('progress.json')) as {
    chain: { brokenAt: number | null };
    students: Array<{ email: string; steps: Array<{ lesson: string; step: string; state: string }> }>;
    evidence: Array<{ lessonId: string; stepId: string; userId: string }>;
  };
  expect(progress.chain.brokenAt).toBeNull();
  for (const step of done) {
    const by = progress.students.filter(({ steps }) =>
      steps.some((each) => `${each.lesson}/${each.step}` === step && each.state === 'passed'),
    );
    expect([step, by.map(({ email }) => email)]).toEqual([
      step,
      expect.arrayContaining(['student0@berth.demo', 'student1@berth.demo']),
    ]);
    const shown = progress.evidence.filter(({ lessonId, stepId }) => `${lessonId}/${stepId}` === step);
    expect(new Set(shown.map(({ userId }) => userId)).size, step).toBe(2);
  }
  const manifest = JSON.parse(textOf('manifest.json')) as { files: Record<string, string> };
  const sha256 = createHash('sha256')
    .update(files['progress.json'] ?? '')
    .digest('hex');
  expect(manifest.files['progress.json']).toBe(sha256);
}

/** Moves the focus by keys alone, forth or back, until this has it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 250; presses += 1) {
    const key = await target.evaluate((element) => {
      const active = document.activeElement;
      if (active === element) return null;
      // All keys are the shell's until these.
      if (active?.closest('.xterm')) return 'Control+Shift+L';
      const isBehind = active && (active.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
      return isBehind ? 'Shift+Tab' : 'Tab';
    });
    if (key === null) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is not reached by keys.`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}
