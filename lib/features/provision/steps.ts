import type { StepInput } from '@/lib/shared/operations';
import type { Step } from './step';
import { commandRun } from './steps/command-run';
import { containersControl } from './steps/containers-control';
import { dockerClean } from './steps/docker-clean';
import { dockerDaemonJson } from './steps/docker-daemon-json';
import { dockerInstall } from './steps/docker-install';
import { dockerStart } from './steps/docker-start';
import { hostname } from './steps/hostname';
import { imagesPull } from './steps/images-pull';
import { imagesRemove } from './steps/images-remove';
import { rootPassword, usersLogin } from './steps/passwords';
import { registryRun } from './steps/registry-run';
import { rootLogin } from './steps/root-login';

/** The steps there are. A step of another feature gets its line here and its input in lib/shared/operations.ts. */
const makers: { [Id in StepInput['id']]: (input: Extract<StepInput, { id: Id }>) => Step } = {
  'docker.install': dockerInstall,
  'docker.start': dockerStart,
  'docker.daemon-json': dockerDaemonJson,
  hostname,
  'users.login': usersLogin,
  'root.password': rootPassword,
  'root.login': rootLogin,
  'images.pull': imagesPull,
  'registry.run': registryRun,
  'docker.clean': dockerClean,
  'command.run': commandRun,
  'containers.control': containersControl,
  'images.remove': imagesRemove,
};

export function makeStep<Id extends StepInput['id']>(input: Extract<StepInput, { id: Id }>): Step {
  return makers[input.id as Id](input);
}
