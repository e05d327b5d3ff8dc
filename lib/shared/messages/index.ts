import enAccount from './en/account.json';
import enAccounts from './en/accounts.json';
import enAudit from './en/audit.json';
import enApi from './en/api.json';
import enAuth from './en/auth.json';
import enChecks from './en/checks.json';
import enClasses from './en/classes.json';
import enClassLists from './en/class-lists.json';
import enBoard from './en/board.json';
import enCourse from './en/course.json';
import enCourseImport from './en/course-import.json';
import enImport from './en/import.json';
import enDoctor from './en/doctor.json';
import enOperations from './en/operations.json';
import enRootLogin from './en/root-login.json';
import enHealth from './en/health.json';
import enCards from './en/cards.json';
import enCommon from './en/common.json';
import enContainers from './en/containers.json';
import enDoor from './en/door.json';
import enErrors from './en/errors.json';
import enImages from './en/images.json';
import enJoin from './en/join.json';
import enLayers from './en/layers.json';
import enNetworks from './en/networks.json';
import enNodes from './en/nodes.json';
import enTerminal from './en/terminal.json';
import enEvents from './en/events.json';
import enRegistry from './en/registry.json';
import enVolumes from './en/volumes.json';
import koAccount from './ko/account.json';
import koAccounts from './ko/accounts.json';
import koAudit from './ko/audit.json';
import koApi from './ko/api.json';
import koAuth from './ko/auth.json';
import koChecks from './ko/checks.json';
import koClasses from './ko/classes.json';
import koClassLists from './ko/class-lists.json';
import koBoard from './ko/board.json';
import koCourse from './ko/course.json';
import koCourseImport from './ko/course-import.json';
import koImport from './ko/import.json';
import koDoctor from './ko/doctor.json';
import koOperations from './ko/operations.json';
import koRootLogin from './ko/root-login.json';
import koHealth from './ko/health.json';
import koCards from './ko/cards.json';
import koCommon from './ko/common.json';
import koContainers from './ko/containers.json';
import koDoor from './ko/door.json';
import koErrors from './ko/errors.json';
import koImages from './ko/images.json';
import koJoin from './ko/join.json';
import koLayers from './ko/layers.json';
import koNetworks from './ko/networks.json';
import koNodes from './ko/nodes.json';
import koTerminal from './ko/terminal.json';
import koEvents from './ko/events.json';
import koRegistry from './ko/registry.json';
import koVolumes from './ko/volumes.json';

const en = {
  account: enAccount,
  accounts: enAccounts,
  audit: enAudit,
  api: enApi,
  auth: enAuth,
  common: enCommon,
  checks: enChecks,
  board: enBoard,
  classes: enClasses,
  classLists: enClassLists,
  course: enCourse,
  courseImport: enCourseImport,
  import: enImport,
  doctor: enDoctor,
  operations: enOperations,
  rootLogin: enRootLogin,
  health: enHealth,
  cards: enCards,
  containers: enContainers,
  door: enDoor,
  errors: enErrors,
  images: enImages,
  join: enJoin,
  layers: enLayers,
  networks: enNetworks,
  nodes: enNodes,
  terminal: enTerminal,
  events: enEvents,
  registry: enRegistry,
  volumes: enVolumes,
};

/** Every text a reader meets, by namespace. English is the shape; a unit test holds Korean to it. */
export type Messages = typeof en;

const ko = {
  account: koAccount,
  accounts: koAccounts,
  audit: koAudit,
  api: koApi,
  auth: koAuth,
  common: koCommon,
  checks: koChecks,
  board: koBoard,
  classes: koClasses,
  classLists: koClassLists,
  course: koCourse,
  courseImport: koCourseImport,
  import: koImport,
  doctor: koDoctor,
  operations: koOperations,
  rootLogin: koRootLogin,
  health: koHealth,
  cards: koCards,
  containers: koContainers,
  door: koDoor,
  errors: koErrors,
  images: koImages,
  join: koJoin,
  layers: koLayers,
  networks: koNetworks,
  nodes: koNodes,
  terminal: koTerminal,
  events: koEvents,
  registry: koRegistry,
  volumes: koVolumes,
} as Messages;

export const messages = { en, ko };
