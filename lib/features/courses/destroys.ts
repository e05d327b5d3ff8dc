/** Words of commands that delete or end something. */
const destroys = /(?:^|[\s;&|(])(?:rm|rmi|kill|pkill|killall|prune)(?=\s|$)/;

/** `cat > file <<'EOF'`: the lines up to EOF are what the file will hold, not what a shell runs. Quoted, so that nothing in them is filled in. */
const writesFile = /^(?:cat|sed '[^']*')\s+>>?\s*[^\s;&|]+\s+<<'(\w+)'$/;

/** Whether a command deletes or ends something, so that it is typed without Enter, always: nobody deletes by a click. */
export function isDestroying(run: string): boolean {
  let end: string | null = null;
  return run.split('\n').some((line) => {
    if (end !== null) {
      if (line === end) end = null;
      return false;
    }
    end = writesFile.exec(line)?.[1] ?? null;
    return destroys.test(line);
  });
}
