import NextAuth from 'next-auth';
import { authOptions } from '@/app/_server/auth-options';

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

// The options need the runtime, which is there when a request comes, not when the module is read.
const handler = (request: Request, context: Context): Promise<Response> =>
  NextAuth(authOptions())(request, context) as Promise<Response>;

export { handler as GET, handler as POST };
