import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { isAppError } from '@/lib/errors';
import { sessionCookieName } from '@/lib/accounts/session';
import { signIn } from '@/lib/accounts/sign-in';
import { getRuntime } from '@/lib/runtime';
import { signInSchema } from '@/lib/shared/accounts';

/**
 * Sessions by next-auth: an encrypted cookie that holds the user's id and epoch. It only says who signed in; what they may do is
 * looked up at each request (a cookie does not know that its account was disabled).
 */
export function authOptions(): NextAuthOptions {
  const { authSecret, env } = getRuntime();
  const secure = env.origin.startsWith('https:');
  return {
    secret: authSecret,
    session: { strategy: 'jwt', maxAge: 12 * 60 * 60 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: { name: sessionCookieName(env.origin), options: { httpOnly: true, sameSite: 'lax', path: '/', secure } },
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(credentials, request) {
          const input = signInSchema.safeParse(credentials);
          if (!input.success) throw new Error('sign_in_failed');
          try {
            const forwarded = request.headers?.['x-berth-peer'];
            const user = await signIn(getRuntime(), { ...input.data, address: typeof forwarded === 'string' ? forwarded : null });
            return { id: user.userId, name: user.name, email: user.email, sessionEpoch: user.sessionEpoch };
          } catch (error) {
            // next-auth hands the message to the page as `error`: a code of the table, never internal text.
            if (isAppError(error)) throw new Error(error.code);
            getRuntime().log.error({ error }, 'a sign-in failed in an unexpected way');
            throw new Error('internal');
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user ? { ...token, userId: user.id, sessionEpoch: (user as { sessionEpoch?: number }).sessionEpoch } : token,
      // Only to the panel's own pages: an open redirect would make the sign-in page a tool of others.
      redirect: ({ url, baseUrl }) =>
        url.startsWith('/') && !url.startsWith('//') ? `${baseUrl}${url}` : url.startsWith(`${baseUrl}/`) ? url : baseUrl,
    },
  };
}
