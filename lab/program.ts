import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { buildAll } from './build';
import { installPackages, whatIsMissing } from './host';
import { ensureLab, execOnNode, labHealth, labNames, labUsers, downLab, labOf } from './lab';
import { type Base, bases, checkLabName, checkSpec, kindOf, type NodeSpec, type Store, stores } from './layout';

/** One of a closed set of words, or a clear refusal. */
const oneOf =
  <T extends string>(words: readonly T[]) =>
  (value: string): T => {
    const found = words.find((word) => word === value);
    if (!found) throw new InvalidArgumentError(`It is one of: ${words.join(', ')}.`);
    return found;
  };

/** What the layout refuses in a flag is a bad flag, and so exit code 2. */
const asked =
  <A, B>(check: (value: A) => B) =>
  (value: A): B => {
    try {
      return check(value);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };

const count = (value: string): number => {
  const n = Number(value);
  if (!Number.isInteger(n) || n < 1 || n > 100) throw new InvalidArgumentError('A whole number from 1 to 100.');
  return n;
};

const nodeSpec = (value: string, before: NodeSpec[] = []): NodeSpec[] => {
  const [base = '', store = ''] = value.split('/');
  const bare = store === 'none';
  const spec: NodeSpec = { base: oneOf(bases)(base), store: bare ? 'overlay2' : oneOf(stores)(store) };
  return [...before, asked(checkSpec)(bare ? { ...spec, docker: false } : spec)];
};

interface UpOptions extends NodeSpec {
  name: string;
  node?: NodeSpec[];
  exact?: boolean;
}

const say = (line: string) => console.log(line);

/**
 * The commands of `npm run lab`. Parsing throws a `CommanderError` for what is no command of this shape and for `--help`, after it was
 * said on standard error or output.
 */
export function createProgram(): Command {
  const program = new Command('lab')
    .enablePositionalOptions()
    .description('Run real lab nodes (sshd and dockerd) in namespaces of this computer')
    .exitOverride();
  const named = (command: Command) => command.option('--name <lab>', 'Name of the lab', asked(checkLabName), 'lab');

  named(
    program.command('up').description('Start nodes, and repair what is missing').argument('[nodes]', 'Number of nodes', count, 3),
  )
    .option('--base <base>', `Debian release of the nodes: ${bases.join(', ')}`, oneOf(bases), 'bookworm' as Base)
    .option('--store <store>', `Image store: ${stores.join(' or ')}`, oneOf(stores), 'overlay2' as Store)
    .option(
      '--node <base/store>',
      'Add a node of this kind (bookworm/none: without Docker). Can be repeated; replaces the number',
      nodeSpec,
    )
    .option('--exact', 'Remove all other nodes of the lab')
    .action(async (nodes: number, options: UpOptions, command: Command) => {
      try {
        checkSpec(options);
      } catch (error) {
        command.error(`error: ${error instanceof Error ? error.message : String(error)}`);
      }
      const specs = options.node ?? Array.from({ length: nodes }, () => ({ base: options.base, store: options.store }));
      const lab = await ensureLab({ name: options.name, nodes: specs, exact: options.exact ?? false, onProgress: say });
      for (const node of lab.nodes) say(`${node.name}  ${node.host}  ${kindOf(node)}`);
      say(
        `Log in with: ssh ubuntu@${lab.nodes[0]?.host}  (password ${labUsers.ubuntu}; then su root, password ${labUsers.root})`,
      );
      say(`Registry: ${lab.registry.host}:${lab.registry.port}`);
    });

  named(program.command('down').description('Remove a lab and everything on its nodes')).action(
    async (options: { name: string }) => {
      await downLab(options.name);
      say(`Lab ${options.name} is down; nothing of it is left.`);
    },
  );

  program
    .command('status')
    .description('List labs and their nodes')
    .option('--json', 'Output as JSON')
    .action(async (options: { json?: boolean }) => {
      const labs = await Promise.all(
        labNames().map(async (name) => ({ name, nodes: await labHealth(name), registry: (await labOf(name))?.registry })),
      );
      if (options.json) return say(JSON.stringify(labs));
      if (labs.length === 0) return say('No lab is up.');
      for (const lab of labs) {
        say(lab.name);
        for (const n of lab.nodes) {
          say(
            `  ${n.name}  ${n.host}  ${kindOf(n)}  ${n.up ? `up, sshd ${n.sshd ? 'yes' : 'no'}, dockerd ${n.dockerd ? 'yes' : 'no'}, ${n.memoryMb} MB` : 'down'}`,
          );
        }
      }
    });

  program
    .command('install')
    .description('Install the Debian packages that the lab needs')
    .action(async () => {
      await installPackages(say);
      const missing = whatIsMissing();
      if (missing.length > 0) throw new Error(missing.join('\n'));
    });

  program
    .command('build')
    .description('Build all missing bases and images')
    .action(async () => {
      // The word is a sign for scripts/test.mjs, which says these again at its end.
      for (const note of await buildAll(say)) say(`Note: ${note}`);
    });

  named(
    program
      .command('exec')
      .description('Run a command on a node as root')
      .argument('<node>', 'Name of the node')
      .argument('<command...>', 'Command and its arguments')
      .passThroughOptions(),
  ).action(async (node: string, argv: string[], options: { name: string }) => {
    // After the node everything is the command's, also the `--` that people put before it.
    const command = argv[0] === '--' ? argv.slice(1) : argv;
    const result = await execOnNode(options.name, node, command);
    process.stdout.write(result.stdout);
    process.stderr.write(result.stderr);
    process.exitCode = result.code;
  });
  return program;
}
