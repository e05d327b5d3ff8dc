import { globSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { enter, expectAccessible, expectFitsPhone, picture, takesPictures } from './journeys';
import { panel } from './panel';

type Reader = 'student' | 'instructor' | 'admin';
const readers: Record<Reader, { email: string; home: RegExp }> = {
  student: { email: 'student0@berth.demo', home: /\/classes\/[a-z0-9]{24}\/course\// },
  instructor: { email: 'instructor@berth.demo', home: /\/nodes$/ },
  admin: { email: 'admin@berth.demo', home: /\/nodes$/ },
};
/** What a page answers: it is there, it is not there for this reader, or another page is theirs. */
type Answer = 'shown' | 'missing' | 'elsewhere';

interface PageCase {
  /** Below the panel's address; `{class}` is the class of the demo. */
  addresses: string[];
  answers: Record<Reader, Answer>;
  /** A text of the page in either language, which is there once the page has what it asked for. */
  holds?: string | RegExp;
}

const everybody: PageCase['answers'] = { student: 'shown', instructor: 'shown', admin: 'shown' };
const staff: PageCase['answers'] = { student: 'missing', instructor: 'shown', admin: 'shown' };
const nobodySignedIn: PageCase['answers'] = { student: 'elsewhere', instructor: 'elsewhere', admin: 'elsewhere' };

/** Every page of the site by its folder. A page without its line here fails the first test below. */
const pages: Record<string, PageCase> = {
  '': { addresses: ['/'], answers: nobodySignedIn },
  setup: { addresses: ['/setup'], answers: nobodySignedIn },
  join: { addresses: ['/join'], answers: everybody },
  'join/[code]': { addresses: ['/join/NONE-2345'], answers: everybody },
  'sign-in': { addresses: ['/sign-in'], answers: nobodySignedIn },
  account: { addresses: ['/account'], answers: everybody },
  accounts: { addresses: ['/accounts'], answers: { ...staff, instructor: 'missing' } },
  audit: { addresses: ['/audit'], answers: staff },
  nodes: { addresses: ['/nodes'], answers: { ...staff, student: 'elsewhere' } },
  'nodes/[node]': { addresses: ['/nodes/node0'], answers: everybody },
  'nodes/[node]/containers': { addresses: ['/nodes/node0/containers'], answers: everybody },
  // There is no such container before the journeys make one: the page says so.
  'nodes/[node]/containers/[container]': { addresses: ['/nodes/node0/containers/none'], answers: everybody },
  'nodes/[node]/images': { addresses: ['/nodes/node0/images'], answers: everybody },
  // Likewise.
  'nodes/[node]/images/[image]': { addresses: ['/nodes/node0/images/000000000000'], answers: everybody },
  'nodes/[node]/events': { addresses: ['/nodes/node0/events'], answers: everybody },
  'nodes/[node]/images/build': { addresses: ['/nodes/node0/images/build'], answers: everybody },
  'nodes/[node]/volumes': { addresses: ['/nodes/node0/volumes'], answers: everybody },
  'nodes/[node]/networks': { addresses: ['/nodes/node0/networks'], answers: everybody },
  'nodes/[node]/layers': { addresses: ['/nodes/node0/layers'], answers: everybody },
  'nodes/[node]/terminal': { addresses: ['/nodes/node0/terminal'], answers: everybody },
  'nodes/[node]/root-login': { addresses: ['/nodes/node0/root-login'], answers: everybody },
  classes: { addresses: ['/classes?all'], answers: { ...staff, student: 'elsewhere' } },
  'classes/[class]': { addresses: ['/classes/{class}'], answers: staff },
  'classes/[class]/add': { addresses: ['/classes/{class}/add'], answers: staff },
  'classes/[class]/board': { addresses: ['/classes/{class}/board'], answers: staff, holds: /Student 0/ },
  'classes/[class]/cards': { addresses: ['/classes/{class}/cards'], answers: staff },
  'classes/[class]/containers': { addresses: ['/classes/{class}/containers'], answers: staff },
  'classes/[class]/course': { addresses: ['/classes/{class}/course'], answers: everybody },
  'classes/[class]/course/[lesson]': { addresses: ['/classes/{class}/course/00-lab'], answers: everybody, holds: 'hostname' },
  'classes/[class]/doctor': { addresses: ['/classes/{class}/doctor'], answers: staff },
  'classes/[class]/join': { addresses: ['/classes/{class}/join'], answers: staff },
  'classes/[class]/prepare': { addresses: ['/classes/{class}/prepare'], answers: staff },
  'classes/[class]/registry': { addresses: ['/classes/{class}/registry'], answers: everybody, holds: /localhost:5000/ },
  'classes/[class]/root-login': { addresses: ['/classes/{class}/root-login'], answers: staff },
  'classes/[class]/settings': { addresses: ['/classes/{class}/settings'], answers: staff },
};
/** Another student's node, and one whose root login is not set up yet: of the same pages, another face. */
const another: PageCase[] = ['', '/containers', '/images', '/layers', '/terminal', '/root-login'].map((part) => ({
  addresses: [`/nodes/node1${part}`],
  answers: staff,
}));
const cases = [...Object.values(pages), ...another];
const held = new Map(cases.flatMap(({ addresses, holds }) => addresses.map((address) => [address, holds])));

/** The pages of one reader, as addresses. The class of the demo is found by its node: journeys before this one made other classes. */
async function addressesOf(page: Page, reader: Reader, answer: Answer): Promise<string[]> {
  const { items } = await (await page.request.get(`${panel.origin}/api/v1/nodes?limit=200`)).json();
  const node = (items as Array<{ name: string; classId: string }>).find(({ name }) => name === 'node0');
  const classId = reader === 'student' ? await classOfDemo(page) : node?.classId;
  if (!classId) throw new Error('The class of the demo is not there.');
  return cases
    .filter(({ answers }) => answers[reader] === answer)
    .flatMap(({ addresses }) => addresses.map((address) => address.replace('{class}', classId)));
}

/** A student is not told of classes: an instructor's eyes look for them. */
async function classOfDemo(page: Page): Promise<string> {
  const context = (await page.context().browser()?.newContext()) ?? page.context();
  const other = await context.newPage();
  await enter(other, readers.instructor.email, readers.instructor.home);
  const { items } = await (await other.request.get(`${panel.origin}/api/v1/nodes?limit=200`)).json();
  await context.close();
  return (items as Array<{ name: string; classId: string }>).find(({ name }) => name === 'node0')?.classId ?? '';
}

test('every page has its line in the table of who may see it', () => {
  const folders = globSync('app/**/page.tsx').map((file) => file.replace(/^app\/?/, '').replace(/\/?page\.tsx$/, ''));
  expect(folders.sort()).toEqual(Object.keys(pages).sort());
});

test('a stranger is led to the sign-in page from every page', async ({ page }) => {
  // Without the page of a browser: what is asked for is not shown, so there is nothing to look at.
  for (const address of cases.flatMap((one) => one.addresses)) {
    // Whoever has a join code has no account yet.
    if (address === '/sign-in' || address.startsWith('/join')) continue;
    const response = await page.request.get(`${panel.origin}${address.replace('{class}', 'n0such0class0000000000000')}`);
    expect([address, new URL(response.url()).pathname]).toEqual([address, '/sign-in']);
  }
});

for (const reader of Object.keys(readers) as Reader[]) {
  test(`${reader}: each page is shown, or is not there, or leads to what is theirs`, async ({ page }) => {
    await enter(page, readers[reader].email, readers[reader].home);
    for (const answer of ['shown', 'missing', 'elsewhere'] as const)
      for (const address of await addressesOf(page, reader, answer)) {
        const response = await page.request.get(`${panel.origin}${address}`);
        const isThere = new URL(response.url()).pathname === new URL(address, panel.origin).pathname;
        expect([address, isThere ? response.status() : 'elsewhere']).toEqual([
          address,
          { shown: 200, missing: 404, elsewhere: 'elsewhere' }[answer],
        ]);
      }
  });
}

for (const locale of ['ko-KR', 'en-US'] as const)
  for (const reader of Object.keys(readers) as Reader[])
    test(`every page of a ${reader} is in ${locale}, light and dark, readable by everybody, and fits a phone`, async ({
      browser,
    }) => {
      test.setTimeout(600_000);
      const complaints: string[] = [];
      const context = await browser.newContext({ locale, colorScheme: 'light', viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await look(page, '/sign-in', reader, locale);
      await enter(page, readers[reader].email, readers[reader].home);
      for (const address of await addressesOf(page, reader, 'shown'))
        if (isLookedAtBy(reader, address)) await look(page, address, reader, locale);
      await context.close();
      expect(complaints).toEqual([]);
    });

test('the board of a class without a course asks for none and leads to the choice', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await enter(page, readers.instructor.email, readers.instructor.home);
  const classes = `${panel.origin}/api/v1/classes`;
  const headers = { origin: panel.origin };
  const { id } = await (await page.request.post(classes, { headers, data: { name: 'without a course' } })).json();
  try {
    await page.goto(`${panel.origin}/classes/${id}/board`);
    await expect(page.getByText('No course in this class yet')).toBeVisible();
    await page.getByRole('link', { name: 'Choose course' }).click();
    await expect(page.getByLabel('Course of this class').getByRole('option')).not.toHaveCount(1);
    expect(complaints).toEqual([]);
  } finally {
    await page.request.delete(`${classes}/${id}`, { headers });
  }
});

/** What two readers see alike is looked at once: staff of a student's node as that student, an administrator of a class as an instructor. */
function isLookedAtBy(reader: Reader, address: string): boolean {
  if (reader === 'student') return true;
  if (reader === 'instructor') return !address.startsWith('/nodes/node0');
  return address === '/nodes' || pages[address.slice(1)]?.answers.instructor === 'missing';
}

/** One load of a page: in the light and in the dark, on a desk and on a phone. */
async function look(page: Page, address: string, reader: Reader, locale: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${panel.origin}${address}`);
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2));
  const holds = held.get(address.replace(/^\/classes\/[a-z0-9]{24}/, '/classes/{class}'));
  if (holds) await expect(page.getByText(holds, { exact: true }).first()).toBeVisible();
  // Where one is stands in the bar, on the page itself and on those below it.
  if (address !== '/sign-in' && !address.startsWith('/join') && !address.includes('?'))
    await expect(page.getByRole('banner').locator('[aria-current]').first()).toBeAttached();
  const title = address.replace(/[a-z0-9]{24}/, 'class').slice(1);
  const name = `${reader}-${title.replaceAll(/[/?]/g, '-')}-${locale}`;
  // axe reads roles, names and colours, not words: one language is enough.
  const isExamined = locale === 'en-US';
  for (const scheme of isExamined || takesPictures ? (['light', 'dark'] as const) : (['light'] as const)) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 1440, height: 900 });
    // A page in the dark is the same page in other colours: of axe's rules the contrast alone can say something else.
    if (isExamined) await expectAccessible(page, scheme === 'dark' ? ['color-contrast'] : undefined);
    await picture(page, `${name}-${scheme}`);
    await expectFitsPhone(page, address);
    await picture(page, `${name}-${scheme}-390`);
  }
}
