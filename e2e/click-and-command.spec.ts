import { expect, type Locator, type Page, test } from '@playwright/test';
import type { NodeSpec } from '@/lab/layout';
import { enter, expectAccessible, expectFitsPhone, focusOn, openTerminal, picture, readTerminal, type } from './journeys';
import { addNodesForStudent0, removeNodes } from './more-nodes';
import { panel } from './panel';

/** Nodes of a lab of their own: other journeys change the demo's, and one that fails half-way would leave its images to them. */
const storeLab = 'e2estore';
const nodes = { overlay2: 'store0', containerd: 'store1' } as const;
const specs: Record<string, NodeSpec> = {
  [nodes.overlay2]: { base: 'bookworm', store: 'overlay2' },
  [nodes.containerd]: { base: 'forky', store: 'containerd' },
};

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  await addNodesForStudent0(browser, storeLab, specs);
});
test.afterAll(async ({ browser }) => {
  test.setTimeout(60_000);
  await removeNodes(browser, storeLab, Object.keys(specs));
});

const promptOf = { [nodes.overlay2]: 'root@node0:~#', [nodes.containerd]: 'root@node1:~#' };
/** Ends at once when it is told to. */
const program = `sh -c 'trap exit TERM; while sleep 0.1; do :; done'`;

for (const [store, node] of Object.entries(nodes))
  test(`on a node with the ${store} store, a student does every docker command of the course by click and by typing, and sees it on the other side`, async ({
    page,
    context,
  }) => {
    await enter(page, 'student0@berth.demo', `/nodes/${node}/images`);
    const shell = await context.newPage();
    const screen = await openTerminal(shell, node);
    await expect(screen).toContainText(promptOf[node]);
    const both = { page, shell, screen, node };
    await test.step('pull, images, tag', () => images(both));
    await test.step('run, ps, start, stop', () => containers(both));
    await test.step('run -it, detach, attach', () => attach(both));
    await test.step('exec, diff, inspect, top', () => inside(both));
    await test.step('commit, build, history, push', () => madeImages(both));
    await test.step('the layers of all of it fit a phone', () => layersOf(page));
    await test.step('image prune', () => prune(both));
    await test.step('rm, rmi', () => remove(both));
  });

interface Both {
  page: Page;
  shell: Page;
  screen: Locator;
  node: (typeof nodes)[keyof typeof nodes];
}

/** What a command typed in the terminal prints; `wanted` is no part of the line itself. */
async function prints({ shell, screen }: Both, line: string, wanted: string | RegExp): Promise<void> {
  await type(shell, line);
  await expect(screen).toContainText(wanted);
}
const rowOf = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true });
/** What was done stands in the corner for some seconds, and for as long as the mouse is on it: over the buttons of a row there, too. */
async function closeMessages(page: Page): Promise<void> {
  const messages = page.getByRole('alert').getByRole('button', { name: 'Close' });
  for (const message of await messages.all()) await message.click({ timeout: 2_000 }).catch(() => {});
}
async function press(page: Page, name: string): Promise<void> {
  await closeMessages(page);
  await page.getByRole('button', { name, exact: true }).click();
}
async function menu(page: Page, of: string, item: string): Promise<void> {
  await press(page, `More for ${of}`);
  await page.getByRole('menuitem', { name: item }).click();
}
/** A page of the node. Until it is there the one before has buttons of the same names. */
async function tab(page: Page, name: string): Promise<void> {
  const link = page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) });
  await link.first().click();
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
}

async function layersOf(page: Page): Promise<void> {
  await tab(page, 'Layers');
  await expect(page.getByText('committed:typed').first()).toBeVisible();
  await expectAccessible(page);
  await expectFitsPhone(page);
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function images(both: Both): Promise<void> {
  const { page, shell } = both;
  await field(page, 'Pull an image').fill('busybox');
  await expect(page.getByRole('link', { name: /^docker pull is taught in lesson 7: / })).toBeVisible();
  await picture(page, `lesson-link-${both.node}`);
  await press(page, 'Pull');
  await expect(rowOf(page, 'busybox:latest')).toBeVisible();
  await prints(both, `docker images --format '{{.Repository}} is {{.Tag}}'`, 'busybox is latest');
  await type(shell, 'docker pull alpine');
  await expect(rowOf(page, 'alpine:latest')).toBeVisible();

  await menu(page, 'busybox:latest', 'Tag …');
  await field(page, 'Tag').fill('localhost:5000/clicked:1');
  await press(page, 'Tag');
  await prints(both, `docker images --format '{{.Repository}} is {{.Tag}}' localhost:5000/clicked`, '/clicked is 1');
  await type(shell, 'docker tag alpine localhost:5000/typed:1');
  await expect(rowOf(page, 'alpine:latest localhost:5000/typed:1')).toContainText(
    'Image localhost:5000/typed:1 was tagged. · Student 0, in a terminal',
  );
  await prints(both, `docker system df --format '{{.Type}}: {{.TotalCount}}'`, 'Images: 2');
  await expect(page.getByRole('table', { name: 'Images' }).getByRole('row')).toHaveCount(3);
}

async function containers(both: Both): Promise<void> {
  const { page, shell, node } = both;
  await tab(page, 'Containers');
  if (node === nodes.overlay2) await runByKeyboard(both);
  await page.getByRole('button', { name: 'Run a container' }).first().click();
  await field(page, 'Equivalent command').fill(`docker run -d --name clicked busybox ${program}`);
  await press(page, 'Run');
  // What was done stands in the message with its command, and the lesson of it.
  const message = page.getByRole('alert').filter({ hasText: 'clicked created and started.' });
  await expect(message).toContainText('docker run -d --name clicked busybox sh -c');
  await expect(message.getByRole('link', { name: /^docker run is taught in lesson 3: / })).toBeVisible();
  await expectAccessible(page);
  await picture(page, `done-with-command-${node}`);
  const ps = `docker ps -a --format '{{.Names}} is {{.State}}'`;
  await prints(both, ps, 'clicked is running');

  await type(shell, `docker run -d --name typed --label com.docker.compose.project=shop busybox ${program}`);
  const typed = rowOf(page, 'typed');
  await expect(typed).toContainText('Container typed was started. · Student 0, in a terminal');
  // One of a Compose project: what starts and removes the project is for the terminal.
  for (const command of ['docker compose -p shop up -d', 'docker compose -p shop down'])
    await expect(page.getByRole('button', { name: `Copy the command ${command}` })).toBeVisible();

  // With the arrow keys to the same button of the row below, and no further than the rows go.
  const remove = page.getByRole('button', { name: /^Remove (clicked|typed)$/ });
  await remove.first().focus();
  for (let time = 0; time < 2; time++) await page.keyboard.press('ArrowDown');
  await expect(remove.last()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(remove.first()).toBeFocused();

  await press(page, 'Stop clicked');
  await prints(both, ps, 'clicked is exited');
  await type(shell, 'docker start clicked');
  await expect(rowOf(page, 'clicked')).toContainText('running');
  await type(shell, 'docker stop typed');
  await expect(typed).toContainText('exited');
  await press(page, 'Start typed');
  await prints(both, ps, 'typed is running');
}

async function attach(both: Both): Promise<void> {
  const { page, shell, screen, node } = both;
  await type(shell, 'clear; docker run -it --name shell busybox');
  await expect(screen).toContainText('/ #');
  await expect(rowOf(page, 'shell')).toContainText('running');
  await press(shell, 'Ctrl-P Ctrl-Q');
  await expect(screen).toContainText(promptOf[node]);
  await type(shell, 'clear; docker attach shell');
  await prints(both, 'echo typed-$((40 + 2))', 'typed-42');
  await press(shell, 'Ctrl-P Ctrl-Q');
  await expect(screen).toContainText(promptOf[node]);

  await page.getByRole('button', { name: 'Run a container' }).first().click();
  await field(page, 'Equivalent command').fill('docker run -it --rm --name here busybox');
  await expect(page.getByRole('radio', { name: '-it in a terminal' })).toBeChecked();
  await press(page, 'Run');
  const here = await readTerminal(page);
  await expect(here).toContainText('/ #');
  await type(page, 'echo here-$((40 + 2))');
  await expect(here).toContainText('here-42');
  await type(page, 'exit');
  await prints(both, `clear; echo left: $(docker ps -a --format '{{.Names}}' | sort)`, 'left: clicked shell typed');

  await tab(page, 'Containers');
  await menu(page, 'shell', 'Attach');
  const attached = await readTerminal(page);
  await expect(page.getByRole('tab', { name: 'shell (attached)' })).toHaveAttribute('aria-selected', 'true');
  await type(page, 'echo clicked-$((40 + 2)) | tee /note.txt');
  await expect(attached).toContainText('clicked-42');
  await page.keyboard.press('Control+p');
  await page.keyboard.press('Control+q');
  await expect(page.getByText('Detached. The container keeps running.')).toBeVisible();
  await prints(both, 'docker exec shell cat /note.txt', /^clicked-42/m);
  await prints(both, `docker ps --format '{{.Names}} is {{.State}}' --filter name=shell`, 'shell is running');
}

async function inside(both: Both): Promise<void> {
  const { page, shell } = both;
  await tab(page, 'Containers');
  await menu(page, 'clicked', 'Run a command …');
  await field(page, 'Command').fill('sh -c "echo $((40 + 2)) > /clicked.txt; cat /clicked.txt; sleep 600"');
  await expect(page.getByRole('dialog')).toContainText("docker exec -it clicked sh -c 'echo $((40 + 2))");
  await press(page, 'Open terminal');
  await expect(await readTerminal(page)).toContainText('42');
  await prints(both, 'clear; docker diff clicked', 'A /clicked.txt');

  await tab(page, 'Containers');
  await page.getByRole('link', { name: 'clicked', exact: true }).click();
  const part = (name: string) => page.getByRole('navigation', { name: 'Parts of clicked' }).getByRole('link', { name }).click();
  await part('Changes');
  await type(shell, 'docker exec clicked touch /typed.txt');
  for (const path of ['/clicked.txt', '/typed.txt'])
    await expect(page.getByRole('listitem').filter({ hasText: path })).toContainText('A added');
  await part('Processes');
  const processes = page.getByRole('table', { name: 'Processes of clicked' });
  await expect(processes).toContainText('sleep 600');
  await type(shell, `docker inspect -f 'Its first process: {{.State.Pid}}.' clicked`);
  await expect(both.screen).toContainText(/Its first process: \d+\./);
  const pid = /Its first process: (\d+)\./.exec((await both.screen.textContent()) ?? '')?.[1] ?? 'none';
  await expect(processes.getByRole('cell', { name: pid, exact: true }).first()).toBeVisible();
}

async function madeImages(both: Both): Promise<void> {
  const { page, shell } = both;
  await tab(page, 'Containers');
  await menu(page, 'clicked', 'Commit as image …');
  await field(page, 'Image').fill('committed:clicked');
  await press(page, 'Commit');
  await prints(both, `clear; docker images --format '{{.Repository}} by {{.Tag}}'`, 'committed by clicked');
  await tab(page, 'Images');
  await type(shell, 'docker commit -m "by hand" typed committed:typed');
  await expect(rowOf(page, 'committed:typed')).toBeVisible();

  await type(shell, `printf 'FROM busybox\\nRUN touch /made\\n' | docker build -t built:typed -`);
  await expect(rowOf(page, 'built:typed')).toBeVisible();
  await page.getByRole('link', { name: 'Build …' }).click();
  await press(page, 'Dockerfile and files');
  await field(page, 'Dockerfile').fill('FROM busybox\nRUN touch /made-by-click\n');
  await field(page, 'Tag').fill('built:clicked');
  await press(page, 'Build');
  await page.getByRole('link', { name: 'Open image built:clicked' }).click();
  await expect(page.getByRole('heading', { name: 'built:clicked', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'History' }).click();
  const steps = page.getByRole('table', { name: /^History of / }).getByRole('row');
  await expect(steps.filter({ hasText: 'made-by-click' })).toHaveCount(1);
  const count = (await steps.count()) - 1;
  await prints(both, 'clear; echo has $(docker history -q built:clicked | wc -l) steps', `has ${count} steps`);

  const [clicked, typed] = ['localhost:5000/clicked:1', 'localhost:5000/typed:1'];
  const event = (text: string) => page.getByRole('listitem').filter({ hasText: text });
  await tab(page, 'Events');
  await type(shell, `clear; docker push ${typed}`);
  await expect(event(`Image ${typed} was pushed.`)).toContainText('Student 0, in a terminal');
  await tab(page, 'Images');
  await menu(page, 'busybox:latest', 'Push …');
  await page.getByRole('combobox', { name: 'Tag' }).selectOption(clicked);
  await press(page, 'Push');
  await tab(page, 'Events');
  await expect(event(`Image ${clicked} was pushed.`)).toContainText('Student 0, by click');
  await prints(both, `docker rmi ${clicked}; docker pull -q ${clicked}; echo and $?`, 'and 0');
}

/**
 * What a build without a tag leaves: removed by click, and then by `docker image prune -f`. The containerd store keeps no image whose tag
 * another build has taken.
 */
async function prune(both: Both): Promise<void> {
  const { page, shell } = both;
  const build = (text: string) => `printf 'FROM busybox\\nRUN echo ${text} > /text\\n' | docker build -q -`;
  const dangling = 'echo without a name: $(docker images -qf dangling=true | wc -l)';
  await tab(page, 'Images');
  const unnamed = page.getByRole('table', { name: 'Images' }).getByRole('row').filter({ hasText: 'untagged' });
  await prints(both, `clear; ${build('one')} && ${dangling}`, 'without a name: 1');
  await expect(unnamed).toHaveCount(1);
  await press(page, 'Remove unused …');
  const dialog = page.getByRole('dialog', { name: 'Remove unused images' });
  await expect(dialog).toContainText('docker image prune');
  await dialog.getByRole('button', { name: /^Remove 1/ }).click();
  await expect(unnamed).toHaveCount(0);
  await prints(both, `clear; ${dangling}`, 'without a name: 0');

  await type(shell, `clear; ${build('two')}; ${dangling}`);
  await expect(unnamed).toHaveCount(1);
  await prints(both, 'clear; docker image prune -f', 'Total reclaimed space');
  await expect(unnamed).toHaveCount(0);
}

async function remove(both: Both): Promise<void> {
  const { page, shell } = both;
  await tab(page, 'Containers');
  await press(page, 'Remove clicked');
  await press(page, 'Remove container');
  await expect(rowOf(page, 'clicked')).toHaveCount(0);
  await prints(both, `clear; echo left: $(docker ps -a --format '{{.Names}}' | sort)`, 'left: shell typed');
  await type(shell, 'docker rm -f $(docker ps -aq)');
  // Its row says so, too, until it goes.
  const removed = 'Container typed was removed. · Student 0, in a terminal';
  await expect(page.getByRole('paragraph').filter({ hasText: removed })).toBeVisible();
  await expect(page.getByText('No containers on this node yet')).toBeVisible();

  await tab(page, 'Images');
  await press(page, 'Remove committed:typed');
  await press(page, 'Remove image');
  await expect(rowOf(page, 'committed:typed')).toHaveCount(0);
  await prints(both, 'clear; echo by hand: $(docker images -q committed:typed | wc -l)', 'by hand: 0');
  await type(shell, 'docker rmi -f $(docker images -aq)');
  await expect(page.getByText('No images on this node yet')).toBeVisible();
}

/** The run form without a pointer: from the button to the container, and back to the button. */
async function runByKeyboard(both: Both): Promise<void> {
  const { page } = both;
  const open = page.getByRole('button', { name: 'Run a container' }).first();
  await expect(open).toBeEnabled();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await focusOn(page, /^Run a container$/);
  await page.keyboard.press('Enter');

  // An image of the suggestions.
  await expect(page.getByRole('dialog').getByLabel('Image')).toBeFocused();
  await page.keyboard.type('busy');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Image')).toHaveValue('busybox:latest');
  const fill = async (name: RegExp, text: string): Promise<void> => {
    await focusOn(page, name);
    await page.keyboard.type(text);
  };
  await fill(/^Name$/, 'keys');
  await fill(/^Command$/, 'sleep 600');
  await focusOn(page, /^-i /);
  await page.keyboard.press('Space');
  await focusOn(page, /^-t /);
  await page.keyboard.press('Space');
  await fill(/^Ports$/, '8090:80');
  await focusOn(page, /^More options/);
  await page.keyboard.press('Enter');
  await fill(/^Environment variables$/, 'GREETING=hello you');
  await page.keyboard.press('Enter');
  await page.keyboard.type('LANG=C.UTF-8');
  await fill(/^Volumes$/, 'keys:/data');
  await fill(/^Labels$/, 'by=keyboard');
  await fill(/^Network$/, 'brid');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await fill(/^Memory$/, '64m');
  await fill(/^CPUs$/, '0.5');
  await fill(/^Restart policy$/, 'unless');
  await fill(/^Working directory$/, '/data');
  await fill(/^User$/, '1000');
  await focusOn(page, /^Equivalent command$/, 'Shift+Tab');
  const line = field(page, 'Equivalent command');
  await expect(line).toHaveValue(
    "docker run -d --name keys -p 8090:80 -e 'GREETING=hello you' -e LANG=C.UTF-8 -v keys:/data --network bridge -m 64m --cpus 0.5 --restart unless-stopped -l by=keyboard -u 1000 -w /data busybox:latest sleep 600",
  );

  // Another line, pasted; it says what it could not hold, and the keyboard stays where it is.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: panel.origin });
  await page.evaluate(() =>
    navigator.clipboard.writeText('docker run -d --hostname h --name keys -p 80 -e GREETING=hello -m 64m busybox sleep 600'),
  );
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
  await expect(field(page, 'Environment variables')).toHaveValue('GREETING=hello');
  await expect(page.getByRole('listitem').filter({ hasText: '--hostname h' })).toContainText(
    'The panel does not set this option.',
  );
  await expect(line).toBeFocused();

  // What is wrong is said, and the form is still under the keys.
  await fill(/^Name$/, '!');
  await page.keyboard.press('Enter');
  await expect(page.getByText('At least two characters: letters, digits, _ . -')).toBeVisible();
  await focusOn(page, /^Name$/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('keys');
  await focusOn(page, /^Run$/);
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'keys')).toContainText('running');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(open).toBeFocused();
  await prints(
    both,
    `docker inspect -f '{{.Config.Env}} limit {{.HostConfig.Memory}}' keys; docker rm -f keys`,
    /GREETING=hello .*limit 67108864/,
  );
}
