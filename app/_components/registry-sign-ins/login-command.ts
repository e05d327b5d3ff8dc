import { dockerHub, registryHost } from '@/lib/shared/registry-host';
import { dockerCommand } from '../format';

/** What signs a terminal in to a registry, as the command asks for the password itself; Docker Hub needs no name. */
export function loginCommand(host: string, user: string): string {
  const at = registryHost(host);
  return dockerCommand('login', ...(at === '' || at === dockerHub ? [] : [at]), '-u', user.trim() || 'NAME');
}
