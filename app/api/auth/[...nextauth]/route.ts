import NextAuth from 'next-auth';
import { authCall } from '@/app/_server/auth-options';
import { getRuntime } from '@/lib/core/runtime';

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

/** The options need the runtime and the request, which are there when one comes, not when the module is read. */
async function handler(request: Request, context: Context): Promise<Response> {
  const call = authCall(request);
  const response = (await NextAuth(call.options)(request, context)) as Response;
  if (call.failure() !== null) {
    getRuntime().log.error({ error: call.failure() }, 'a session could not be ended');
    return new Response(null, { status: 500 });
  }
  const deviceCookie = await call.deviceCookie();
  if (deviceCookie !== null) response.headers.append('set-cookie', deviceCookie);
  return response;
}

export { handler as GET, handler as POST };
