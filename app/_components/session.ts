/** Ends the session and goes to the sign-in page. The library comes when it is needed. */
export async function signOutNow(): Promise<void> {
  const { signOut } = await import('next-auth/react');
  await signOut({ callbackUrl: '/sign-in' });
}
