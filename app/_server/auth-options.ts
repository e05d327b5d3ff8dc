import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { deviceCookieName, deviceCookieValue, deviceMaxAgeSeconds, readDevice } from '@/lib/features/accounts/known-device';
import { actorFromCookies, sessionCookieName } from '@/lib/features/accounts/session';
import { signOut } from '@/lib/features/accounts/sessions';
import { type SignedIn, signIn } from '@/lib/features/accounts/sign-in';
import { isAppError } from '@/lib/core/errors';
import { codeOf } from '@/lib/core/present-error';
import { getRuntime } from '@/lib/core/runtime';
import { signInSchema } from '@/lib/shared/accounts';
import { limits } from '@/lib/shared/limits';
import { peerAddress } from './address';

/** One request to next-auth: its options, and what its answer has to carry besides. */
export interface AuthCall {
  options: NextAuthOptions;
  /** A further cookie for the answer, once somebody has signed in. */
  deviceCookie(): Promise<string | null>;
  /** What went wrong where next-auth would answer as if it had not. */
  failure(): unknown;
}

/**
 * Sessions by next-auth: an encrypted cookie that holds the text of a session, whose row says whose it is and whether it has ended.
 * What they may do is looked up at each request.
 */
export function authCall(request: Request): AuthCall {
  const runtime = getRuntime();
  const { authSecret, env, log } = runtime;
  const secure = env.origin.startsWith('https:');
  const cookies = request.headers.get('cookie');
  let signedIn: SignedIn | null = null;
  let failure: unknown = null;
  const options: NextAuthOptions = {
    secret: authSecret,
    session: { strategy: 'jwt', maxAge: limits.sessionMaxMs / 1000 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: { name: sessionCookieName(env.origin), options: { httpOnly: true, sameSite: 'lax', path: '/', secure } },
    },
    logger: {
      error: (code) => log.warn({ code }, 'next-auth refused a request'),
      warn: () => {},
      debug: () => {},
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(credentials) {
          const input = signInSchema.safeParse(credentials);
          if (!input.success) throw new Error('sign_in_failed');
          try {
            const device = await readDevice(runtime, cookies);
            const from = { address: peerAddress(request), userAgent: request.headers.get('user-agent') };
            signedIn = await signIn(runtime, { ...input.data, ...from, device });
            return { id: signedIn.userId, sid: signedIn.sid };
          } catch (error) {
            // next-auth hands the message to the page as `error`: a code of the table, never internal text.
            const code = codeOf(error);
            if (!isAppError(error)) log.error({ error, code }, 'a sign-in failed in an unexpected way');
            throw new Error(code);
          }
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user) return { sid: (user as { sid?: string }).sid };
        // Renewed only while it counts: a copied cookie does not live on by asking for its session.
        if (!(await actorFromCookies(runtime, cookies))) throw new Error('The session has ended.');
        return token;
      },
      // Only to the panel's own pages: an open redirect would make the sign-in page a tool of others.
      redirect: ({ url, baseUrl }) =>
        url.startsWith('/') && !url.startsWith('//') ? `${baseUrl}${url}` : url.startsWith(`${baseUrl}/`) ? url : baseUrl,
    },
    events: {
      async signOut({ token }) {
        try {
          if (typeof token?.sid === 'string') await signOut(runtime, { sid: token.sid, address: peerAddress(request) });
        } catch (error) {
          // next-auth would log it and tell the browser that it is signed out.
          failure = error;
        }
      },
    },
  };
  return {
    options,
    failure: () => failure,
    async deviceCookie() {
      if (!signedIn) return null;
      const value = await deviceCookieValue(runtime, await readDevice(runtime, cookies), signedIn.userId);
      const attributes = `Path=/; Max-Age=${deviceMaxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
      return `${deviceCookieName(env.origin)}=${value}; ${attributes}`;
    },
  };
}
