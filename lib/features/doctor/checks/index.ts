import type { Check } from '../check';
import { address } from './address';
import { algorithms } from './algorithms';
import { classRegistry } from './class-registry';
import { clock } from './clock';
import { credential } from './credential';
import { disk } from './disk';
import { dns } from './dns';
import { dockerAnswers } from './docker-answers';
import { dockerInstalled } from './docker-installed';
import { dockerRunning } from './docker-running';
import { dockerVersion } from './docker-version';
import { hostKey } from './host-key';
import { imageStore } from './image-store';
import { loginShell } from './login-shell';
import { loginUser } from './login-user';
import { maxSessions } from './max-sessions';
import { memory } from './memory';
import { permitRootLogin } from './permit-root-login';
import { registry } from './registry';
import { rootLogin } from './root-login';
import { rootPassword } from './root-password';
import { rootWay } from './root-way';
import { socketRights } from './socket-rights';
import { ssh } from './ssh';
import { streamForwarding } from './stream-forwarding';
import { su } from './su';
import { sudo } from './sudo';

/** Every kind of check, in the order of a first contact. */
export const checks: readonly Check[] = [
  address,
  ssh,
  algorithms,
  hostKey,
  credential,
  loginShell,
  loginUser,
  sudo,
  su,
  rootWay,
  rootPassword,
  permitRootLogin,
  streamForwarding,
  maxSessions,
  dockerInstalled,
  dockerRunning,
  dockerAnswers,
  dockerVersion,
  socketRights,
  imageStore,
  disk,
  memory,
  clock,
  dns,
  registry,
  classRegistry,
  rootLogin,
];
