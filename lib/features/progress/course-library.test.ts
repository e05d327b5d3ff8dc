import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { courseZip } from '@/lib/testing/course-double';
import { bytesOf } from '@/lib/testing/example-course';
import { idOf } from '@/lib/testing/factories';
import { setCourse } from './class-course';
import { addCourse, listCourses, setCourseTrust } from './course-library';
import { getLesson, openLesson } from './lessons';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const classId = idOf('classa');

const scenario = (imageid: string, verify = 'exit 0') =>
  zipSync({
    'lab/index.json': bytesOf(
      JSON.stringify({
        title: 'Their lab',
        details: { steps: [{ title: 'B', text: 's.md', verify: 'v.sh' }] },
        backend: { imageid },
      }),
    ),
    'lab/s.md': bytesOf('`docker ps`{{exec}} <script>x</script>'),
    'lab/v.sh': bytesOf(verify),
  });

test('an archive of others is imported, offered, and its report says what was lost', async () => {
  const added = await addCourse(await panel.as('instructor'), scenario('ubuntu'));
  expect(added).toMatchObject({
    ...{ course: 'their-lab', title: 'Their lab', languages: ['en'], hasScripts: true, trusted: false },
    imported: { format: 'katacoda', lessons: 1, commands: 1, scripts: 1 },
  });
  expect(added.imported?.losses.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
    'index.json:1 verify',
    's.md:1 html',
  ]);
  const { items } = await listCourses(await panel.as('instructor'));
  expect(items.map(({ hash }) => hash)).toContain(added.hash);
});

test('a course in the format of the panel is added as it is', async () => {
  expect((await addCourse(await panel.as('instructor'), courseZip)).imported).toBeNull();
});

test('what cannot be imported is refused with its places, in the language of whoever asks', async () => {
  await expect(addCourse(await panel.as('instructor', { locale: 'ko' }), scenario('kubernetes-cluster'))).rejects.toMatchObject({
    code: 'course_invalid',
    fieldErrors: [{ path: 'index.json:1:1', message: expect.stringContaining('Kubernetes 클러스터가 필요한') }],
  });
  await expect(addCourse(await panel.as('own'), scenario('ubuntu'))).rejects.toMatchObject({ code: 'forbidden' });
});

test('programs of a course run only in a version that an administrator trusts; until then the step is one to read', async () => {
  const { hash } = await addCourse(await panel.as('instructor'), scenario('ubuntu'));
  const other = await addCourse(await panel.as('instructor'), scenario('ubuntu', 'exit 1'));
  await setCourse(await panel.as('instructor'), { classId, hash, override: true });
  const own = await panel.as('own', { locale: 'en' });
  const [lesson] = (await own.courses.get(hash)).lessons;
  const stepNow = async () => (await getLesson(own, { classId, lessonId: lesson?.id ?? '' })).steps[0];
  expect((await stepNow())?.isReading).toBe(true);

  await expect(setCourseTrust(await panel.as('instructor'), { hash, trusted: true })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect((await stepNow())?.isReading).toBe(true);
  expect(await setCourseTrust(await panel.as('admin'), { hash, trusted: true })).toMatchObject({ hash, trusted: true });
  expect((await stepNow())?.isReading).toBe(false);
  const { items } = await listCourses(await panel.as('admin'));
  expect(items.find((item) => item.hash === other.hash)?.trusted).toBe(false);

  await setCourseTrust(await panel.as('admin'), { hash, trusted: false });
  expect((await stepNow())?.isReading).toBe(true);
  await openLesson(own, { classId, lessonId: lesson?.id ?? '' });
  expect((await stepNow())?.progress.state).toBe('passed');
  await expect(setCourseTrust(await panel.as('admin'), { hash: 'f'.repeat(64), trusted: true })).rejects.toMatchObject({
    code: 'course_not_found',
  });
});
