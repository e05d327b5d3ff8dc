import type { ForeignPlace, Needs } from './draft';

/** Options of `docker run` that take no value; every other one is followed by its own. */
const bare: ReadonlySet<string> = new Set(
  '--rm --detach --interactive --tty --privileged --init --publish-all --read-only --no-healthcheck --oom-kill-disable --quiet --sig-proxy --all-tags --disable-content-trust'.split(
    ' ',
  ),
);
/** Short options of one letter that take a value, also as the last of several: `-dp 80:80`. */
const valued = /[acehlmpuvw]$/;

const reference =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w.-]{1,128})?(?:@sha256:[a-f0-9]{64})?$/;

const reaches: ReadonlyArray<RegExp> = [
  /\b(?:curl|wget)\b[^\n|;]*?(https?:\/\/(?!localhost|127\.|0\.0\.0\.0|\[|\{|\$)[^\s'"`|)]+)/g,
  /\bgit\s+clone\s+(?:-\S+\s+)*((?:https?:\/\/|git@)\S+)/g,
  /\b((?:apt|apt-get|yum|dnf|apk|zypper|brew|snap|pip3?|npm|yarn|pnpm|gem|cargo|go)\s+(?:-\S+\s+)*(?:install|add|update|upgrade|get|ci)\b[^\n;&|]{0,60})/g,
  /\b(helm\s+(?:repo\s+add|install)\b[^\n;&|]{0,60})/g,
];
const systemd =
  /\b(systemctl\s+(?:-\S+\s+)*\w+(?:\s+[\w.@-]+)?|journalctl\b[^\n;&|]{0,40}|service\s+[\w.@-]+\s+(?:start|stop|restart|status))/g;
const most = 100;

/** What the commands and files of an import ask of a node, read from their words; a guess for the report, nothing depends on it. */
export function createNeeds(): Needs {
  const images = new Set<string>();
  const built = new Set<string>();
  const ports = new Set<number>();
  const internet = new Map<string, ForeignPlace & { what: string }>();
  const units = new Map<string, ForeignPlace & { what: string }>();
  const note = (into: typeof internet, what: string, place: ForeignPlace): void => {
    const key = what.trim().slice(0, 120);
    if (key !== '' && !into.has(key) && into.size < most) into.set(key, { ...place, what: key });
  };
  const image = (name: string | undefined): void => {
    if (name && name.length <= 200 && reference.test(name) && !/^(?:scratch|localhost(?::\d+)?\/.*)$/.test(name))
      images.add(name);
  };
  const words = (text: string, place: ForeignPlace): void => {
    for (const found of reaches) for (const [, what = ''] of text.matchAll(found)) note(internet, what, place);
    for (const [, what = ''] of text.matchAll(systemd)) note(units, what, place);
    for (const [, port] of text.matchAll(/\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d{2,5})\b/g)) addPort(Number(port));
  };
  const addPort = (port: number): void => {
    if (port > 0 && port < 65_536) ports.add(port);
  };
  const docker = (line: string): void => {
    const [, verb = '', rest = ''] =
      /\bdocker\s+(?:container\s+|image\s+|service\s+)?(run|create|pull|build|tag|commit)\s+(.*)$/.exec(
        line.replace(/\s+#.*$/, ''),
      ) ?? [];
    const tokens = rest.split(/[|;&]/)[0]?.trim().split(/\s+/) ?? [];
    const named: string[] = [];
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index] ?? '';
      const [, published] = /^(?:-\w*p=?|--publish=)(\d+):/.exec(token) ?? [];
      if (published) addPort(Number(published));
      if (!token.startsWith('-')) {
        named.push(token);
        if (verb === 'run' || verb === 'create' || verb === 'pull') break;
        continue;
      }
      if (token.includes('=') || bare.has(token)) continue;
      if (!token.startsWith('--') && !valued.test(token) && !(verb === 'build' && /^-[tf]$/.test(token))) continue;
      const value = tokens[++index] ?? '';
      if (/^-\w*p$|^--publish$/.test(token)) addPort(Number(/^(?:[\d.]+:)?(\d+):/.exec(value)?.[1] ?? 0));
      if (verb === 'build' && /^(?:-t|--tag)$/.test(token)) built.add(value);
    }
    if (verb === 'run' || verb === 'create' || verb === 'pull') image(named[0]);
    if ((verb === 'tag' || verb === 'commit') && named[1]) built.add(named[1]);
  };
  return {
    command(text, place) {
      words(text, place);
      for (const line of text.replaceAll('\\\n', ' ').split('\n')) docker(line);
    },
    file(name, text, place) {
      words(text, place);
      if (/dockerfile/i.test(name)) for (const [, from] of text.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)) image(from);
      if (/\.ya?ml$/i.test(name)) for (const [, from] of text.matchAll(/^\s*image:\s*["']?([^\s"'#]+)/gm)) image(from);
      if (/\.sh$/i.test(name)) for (const line of text.replaceAll('\\\n', ' ').split('\n')) docker(line);
    },
    port: addPort,
    found: () => ({
      images: [...images]
        .filter((name) => !built.has(name))
        .sort()
        .slice(0, most),
      ports: [...ports].sort((a, b) => a - b).slice(0, most),
      internet: [...internet.values()],
      systemd: [...units.values()],
    }),
  };
}
