import { AppError, isAppError } from '@/lib/core/errors';
import type { EngineCalls } from './calls';
import { authConfig, type RegistrySignIn } from './registry-auth';

/** A registry that is far away, or that the node looks for at first with TLS, in ms. */
const checkMs = 20_000;

/** What the Docker of a node says of sign-ins. Nothing of them is kept there. */
export class RegistryLogins {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /**
   * `POST /auth`: the node asks the registry whether it takes this sign-in; one that asks nobody takes all.
   * @throws AppError `registry_credentials_wrong`; `registry_*`, `node_*` when it could not be asked
   */
  async check(signIn: RegistrySignIn): Promise<void> {
    const { docker } = this.#calls;
    try {
      await this.#calls.call(() => docker.checkAuth(authConfig(signIn)) as Promise<unknown>, { isSignIn: true }, checkMs);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'registry_login_needed') throw error;
      throw new AppError('registry_credentials_wrong', { ...(error.detail && { detail: error.detail }), cause: error });
    }
  }
}
