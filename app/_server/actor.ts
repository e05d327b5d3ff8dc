import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { findActorByToken } from '@/lib/features/accounts/actor';
import { actorFromCookies } from '@/lib/features/accounts/session';
import { isSetupNeeded } from '@/lib/features/accounts/setup';
import type { Actor } from '@/lib/core/policy/policy';
import { type Ctx, getRuntime } from '@/lib/core/runtime';
import { safePath } from '@/lib/shared/safe-path';
import { askedPathHeader } from './address';

/** Who asks: by `Authorization: Bearer` when it is there, else by the session cookie. Null on anything odd. */
export async function actorFromRequest(request: Request): Promise<Actor | null> {
  const runtime = getRuntime();
  const authorization = request.headers.get('authorization');
  if (authorization === null) return actorFromCookies(runtime, request.headers.get('cookie'));
  const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
  return token ? findActorByToken(runtime, token) : null;
}

/** Who asks for a page; null when nobody is signed in. */
export async function findActor(): Promise<Actor | null> {
  return actorFromCookies(getRuntime(), (await headers()).get('cookie'));
}

/** Who asks for a page. Sends strangers to the sign-in page, and to the set-up page while there are no accounts. */
async function requireActor(): Promise<Actor> {
  const actor = await findActor();
  if (actor) return actor;
  if (await isSetupNeeded(getRuntime())) redirect('/setup');
  // The way back to what was asked for.
  const to = safePath((await headers()).get(askedPathHeader));
  redirect(to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`);
}

/** What a page calls features with. */
export async function pageCtx(): Promise<Ctx> {
  const actor = await requireActor();
  const runtime = getRuntime();
  return { ...runtime, actor, requestId: runtime.newId(), address: (await headers()).get('x-berth-peer') };
}
