/** Nouns of the docker command (`docker container ls`); what follows them is part of the command's name. */
const nouns: readonly string[] = ['builder', 'buildx', 'compose', 'container', 'image', 'network', 'system', 'volume'];

/** Long forms whose short form has another word (docker-container(1), docker-image(1)). */
const shortForms: Readonly<Record<string, string>> = {
  'container ls': 'ps',
  'container list': 'ps',
  'container ps': 'ps',
  'image ls': 'images',
  'image list': 'images',
  'image rm': 'rmi',
  'image remove': 'rmi',
  'container remove': 'rm',
  'image inspect': 'inspect',
  'buildx build': 'build',
  'builder build': 'build',
};
/** Those of an image that are no short command of their own, or another one's. */
const longOnly: readonly string[] = ['container prune', 'image prune'];

/** Not in a path (`/var/lib/docker`), nor a part of another word. */
const commands = /(?<![\w./-])docker(?:[ \t]+-\S+)*[ \t]+([a-z]+)(?:[ \t]+([a-z]+))?/g;

function nameOf(first: string, second: string | undefined): string {
  if (!nouns.includes(first) || second === undefined) return first;
  const long = `${first} ${second}`;
  const short = shortForms[long];
  if (short !== undefined) return short;
  const isShort = (first === 'container' || first === 'image') && !longOnly.includes(long);
  return isShort ? second : long;
}

/**
 * The docker commands in a text of a shell, in their short form where there is one: `docker container ls` is `ps`, `docker network connect`
 * is `network connect`. Each once, in order, those in `$(…)` too.
 */
export function dockerSubcommands(text: string): string[] {
  return [...new Set([...text.matchAll(commands)].map(([, first = '', second]) => nameOf(first, second)))];
}
