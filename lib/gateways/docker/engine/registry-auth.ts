import { dockerHub, registryHostOf } from '@/lib/shared/registry-host';

/** What a registry asks for: whose it is, and of which registry. */
export interface RegistrySignIn {
  /** As references name it: `docker.io`, `registry.example:5000`. */
  host: string;
  user: string;
  /** Or a token in its place. */
  password: string;
}

/** The sign-in for a registry, where somebody has one. */
export type FindSignIn = (host: string) => Promise<RegistrySignIn | null>;

/** `AuthConfig` of the Engine API. */
export interface AuthConfig {
  username: string;
  password: string;
  serveraddress: string;
}

/** The Engine calls Docker Hub by the address of its first API (moby registry/config.go, `IndexServer`), and all others by their host. */
export const authConfig = ({ host, user, password }: RegistrySignIn): AuthConfig => ({
  ...{ username: user, password },
  serveraddress: host === dockerHub ? 'https://index.docker.io/v1/' : host,
});

/** Of the registry that this reference names, and of no other: the Engine shows what it is given to whichever registry it asks. */
export function authConfigFor(reference: string, signIn: RegistrySignIn | null | undefined): AuthConfig | null {
  return signIn && signIn.host === registryHostOf(reference) ? authConfig(signIn) : null;
}
