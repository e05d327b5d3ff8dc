import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Builder, BuildImage } from '@/lib/shared/builds';
import type { BuildProgress } from '@/lib/shared/jobs';
import { type BuildPicture, createBuildProgress, type MadeBy } from './build-progress';
import { type BuildSession, openBuildSession } from './build-session';
import { createClassicProgress } from './classic-progress';
import { mapEngineError, mapMessage } from './docker-errors';
import type { FindSignIn } from './registry-auth';
import { jsonLines } from './streams';

/** What came of a build. */
export interface Built {
  imageId: string;
  made: MadeBy;
  progress: BuildProgress;
}

const about = { isBuild: true };

/** The command of a step stands in the middle of the message that it failed, and may be as long as a script. */
const endsOf = (text: string): string => (text.length > 4_000 ? `${text.slice(0, 600)} … ${text.slice(-300)}` : text);

/**
 * `POST /build` to its end, the context being the body. It is read as fast as the node takes it, and not read on when the node
 * has refused the build. Docker ends a build whose caller hangs up.
 * @param context a tar archive; closed afterwards, however it ends
 * @param findSignIn for the registries it pulls from. The classic builder names none beforehand, and gets none
 * @throws AppError `build_*`, what a pull throws, `disk_full`; `cancelled` when the signal fired or the context broke off
 */
export async function runBuild(
  docker: Docker,
  chooseBuilder: () => Promise<Builder>,
  context: Readable,
  { tag, dockerfile, target, noCache, buildArgs }: BuildImage,
  onProgress: (progress: BuildProgress) => void,
  signal: AbortSignal,
  findSignIn?: FindSignIn,
): Promise<Built> {
  let broke: Error | null = null;
  // Told here: a request that is thrown away over SSH ends when the node has answered that.
  const breaking = new Promise<never>((_resolve, reject) =>
    context.once('error', (error) => {
      broke = error;
      reject(error);
    }),
  );
  breaking.catch(() => {});
  let picture: BuildPicture | null = null;
  let session: BuildSession | null = null;
  try {
    const isBuildKit = (await Promise.race([chooseBuilder(), breaking])) === 'buildkit';
    picture = isBuildKit ? createBuildProgress() : createClassicProgress();
    if (isBuildKit) session = await openBuildSession(docker, signal, findSignIn);
    const options = {
      // By number: as text dockerode would open a session of its own, which does not say that it is well.
      ...(session ? { version: 2, session: session.id } : { version: 1, rm: true, forcerm: true }),
      ...{ t: tag, dockerfile, buildargs: buildArgs, abortSignal: signal },
      ...(target !== undefined && { target }),
      ...(noCache && { nocache: true }),
    };
    const asking = docker.buildImage(context, options as unknown as Docker.ImageBuildOptions);
    asking.catch(() => {});
    const answer = (await Promise.race([asking, breaking])) as NodeJS.ReadableStream & AsyncIterable<Buffer>;
    for await (const line of jsonLines(answer)) {
      const problem = (line.errorDetail as { message?: unknown } | null | undefined)?.message ?? line.error;
      if (typeof problem === 'string' && problem !== '') throw mapMessage(endsOf(problem), about);
      if (picture.take(line)) onProgress(picture.picture());
    }
    if (signal.aborted) throw new AppError('cancelled');
    const imageId = picture.imageId();
    // A stream that merely ends is no success.
    if (imageId === null) throw new AppError('node_lost', { cause: new Error('The build ended without an answer.') });
    picture.end(false);
    return { imageId, made: picture.made(), progress: picture.picture() };
  } catch (error) {
    picture?.end(!signal.aborted);
    if (picture) onProgress(picture.picture());
    if (signal.aborted) throw new AppError('cancelled', { cause: error });
    if (broke) throw isAppError(broke) ? broke : new AppError('cancelled', { cause: broke });
    throw mapEngineError(error, about);
  } finally {
    session?.close();
    context.destroy();
  }
}
