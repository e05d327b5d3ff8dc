import { remote } from '@/lib/gateways/ssh/remote';

/**
 * Everything the set-up does on a node as root, one verb a run. Input, a line each: the verb; for `install` and `remove` the seconds the
 * guard waits and the panel's address as the node sees it; for `install` the line for authorized_keys.
 *
 * - `look`: one `name=value` a line: what is there already
 * - `install`, `remove`: keep what is there, start the guard, change key and drop-in, test. Nothing is changed before the guard lives
 * - `reload`: sshd -t, then systemctl or SIGHUP, and waits until sshd listens anew
 * - `confirm`: the new connection worked: the guard ends, nothing of this stays
 * - `rollback`: everything as it was before
 *
 * The guard is a process of the node's own that puts everything back unless somebody confirms in time. Who removes the directory
 * `armed` decides: rmdir(2) succeeds for one of the two only.
 *
 * Exit codes: 10 sshd -t failed, 11 another line decides PermitRootLogin, 12 sshd did not come back in time, 13 the guard has put
 * everything back already, 14 no guard, 15 no sshd here; others as the command that failed.
 */
export const nodeScript = remote`
set -u
d=/run/berth-root-login
home=/root/.ssh
keys=$home/authorized_keys
drop=/etc/ssh/sshd_config.d/00-berth-root-login.conf
main=/etc/ssh/sshd_config
IFS= read -r verb
sshd=$(command -v sshd) || { echo 'There is no sshd on this node.' >&2; exit 15; }

end_guard() {
  g=$(cat $d/guard.pid 2>/dev/null) || return 0
  grep -q berth-root-login /proc/$g/cmdline 2>/dev/null && kill -s TERM -- -$g 2>/dev/null
  return 0
}

# The state before any earlier run that was cut off: taken over from its guard, or waited for.
take_over() {
  [ -d $d ] || return 0
  if rmdir $d/armed 2>/dev/null; then end_guard; sh $d/restore; return 0; fi
  n=0
  while [ -d $d ] && [ $n -lt 150 ]; do n=$((n+1)); sleep 0.1; done
  [ -e $d/ready ] && sh $d/restore
  rm -rf $d
}

keep() { if [ -e "$2" ]; then cp -p -- "$2" $d/$1.was; else : > $d/$1.none; fi; }

begin() {
  mkdir $d || exit 1
  cat > $d/reload <<'SCRIPT'
said=$(sshd -t 2>&1) || { printf '%s\n' "$said" >&2; exit 10; }
# On SIGHUP sshd executes itself again and writes the pid file once it listens; a second SIGHUP meanwhile is ignored. The unit's reload is
# that signal and no more (ExecReload=kill -HUP), so there too it is waited for: whoever connects at once would meet nobody.
# sshd -T prints keywords in lower case up to OpenSSH 10.0 at least, as sshd_config(5) writes them in 10.6: case is ignored.
file=$(sshd -T 2>/dev/null | sed -n 's/^pidfile //Ip')
before=$(stat -c '%i %y' "$file" 2>/dev/null)
unit=
if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
  for one in ssh sshd; do systemctl is-active --quiet $one.service && unit=$one.service && break; done
fi
# Without a listening sshd (socket activation) each connection reads the configuration anew.
[ -n "$unit$before" ] || exit 0
if [ -n "$unit" ]; then
  systemctl reload $unit || exit
  [ -n "$before" ] || exit 0
else
  pid=$(cat "$file")
  [ "$(cat /proc/$pid/comm 2>/dev/null)" = sshd ] || exit 0
  kill -HUP "$pid" || exit 12
fi
n=0
while [ $n -lt 100 ]; do
  now=$(stat -c '%i %y' "$file" 2>/dev/null)
  [ -n "$now" ] && [ "$now" != "$before" ] && exit 0
  n=$((n+1)); sleep 0.1
done
exit 12
SCRIPT
  cat > $d/restore <<'SCRIPT'
d=/run/berth-root-login
back() {
  rm -f -- "$2.berth-new"
  if [ -e $d/$1.was ]; then cmp -s $d/$1.was "$2" || { cp -p -- $d/$1.was "$2.berth-new" && mv -f -- "$2.berth-new" "$2"; }
  elif [ -e $d/$1.none ]; then rm -f -- "$2"; fi
}
back keys "$(cat $d/keys.path)"
back drop /etc/ssh/sshd_config.d/00-berth-root-login.conf
back main /etc/ssh/sshd_config
[ -e $d/home.none ] && rmdir /root/.ssh 2>/dev/null
sh $d/reload
rm -rf $d
SCRIPT
  cat > $d/guard <<'SCRIPT'
d=/run/berth-root-login
echo $$ > $d/guard.pid.new && mv $d/guard.pid.new $d/guard.pid
sleep "$1"
rmdir $d/armed 2>/dev/null || exit 0
sh $d/restore
SCRIPT
  said=$($sshd -t 2>&1) || { printf '%s\n' "$said" >&2; rm -rf $d; exit 10; }
  [ -d $home ] || : > $d/home.none
  [ -L $keys ] && keys=$(readlink -f $keys)
  printf '%s' "$keys" > $d/keys.path
  { keep keys "$keys" && keep drop $drop && keep main $main && : > $d/ready && mkdir $d/armed; } || { rm -rf $d; exit 1; }
  start_guard
}

# systemd may end what a session leaves behind (KillUserProcesses, logind.conf(5)): there the guard is a unit of its own.
start_guard() {
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1; then
    systemd-run --quiet --collect /bin/sh $d/guard "$seconds" </dev/null >/dev/null 2>&1 3>&- || true
  fi
  n=0
  while [ ! -e $d/guard.pid ]; do
    [ $n -eq 0 ] && [ ! -d /run/systemd/system ] && { setsid sh $d/guard "$seconds" </dev/null >/dev/null 2>&1 3>&- & }
    [ $n -eq 20 ] && [ -d /run/systemd/system ] && { setsid sh $d/guard "$seconds" </dev/null >/dev/null 2>&1 3>&- & }
    n=$((n+1))
    [ $n -gt 60 ] && { rmdir $d/armed && rm -rf $d; exit 14; }
    sleep 0.05
  done
}

# Back to the start at once; the code says why.
give_up() {
  code=$1
  rmdir $d/armed 2>/dev/null || exit 13
  end_guard
  sh $d/restore
  exit $code
}

replace() { cat > "$1.berth-new" && chmod "$2" "$1.berth-new" && mv -f -- "$1.berth-new" "$1"; }

# The panel's own lines go out, all others stay as they are.
others() { if [ -e "$keys" ]; then grep -v ' berth-panel$' "$keys"; [ $? -le 1 ]; fi; }

test_config() {
  said=$($sshd -t 2>&1) || { printf '%s\n' "$said" >&2; give_up 10; }
}
effective() { $sshd -T -C user=root,host=berth,addr="$address" 2>/dev/null | sed -n 's/^permitrootlogin //Ip'; }

umask 077
case $verb in
look)
  IFS= read -r line
  echo "armed=$([ -d $d ] && echo yes || echo no)"
  echo "key=$([ -e $keys ] && grep -qxF -- "$line" $keys && echo same || echo other)"
  echo "drop=$([ -e $drop ] && [ "$(cat $drop)" = "PermitRootLogin prohibit-password" ] && echo same || echo other)"
  address=$(printf '%s' "$line" | sed -n 's/^from="\([^"]*\)".*/\1/p')
  echo "effective=$(effective)"
  ;;
install)
  IFS= read -r seconds; IFS= read -r address; IFS= read -r line
  take_over
  begin
  { mkdir -p $home && chmod 700 $home && { others && printf '%s\n' "$line"; } > $d/keys.next && replace "$keys" 600 < $d/keys.next; } || give_up 1
  { mkdir -p -m 755 /etc/ssh/sshd_config.d && printf 'PermitRootLogin prohibit-password\n' | replace $drop 644; } || give_up 1
  test_config
  if [ "$(effective)" != without-password ] && [ "$(effective)" != prohibit-password ]; then
    # An sshd_config that does not include the directory: our file alone is included, first of all, since the first value counts.
    if ! grep -Eiq '^[[:space:]]*include[[:space:]].*sshd_config\.d' $main; then
      { { echo '# berth-panel: root login'; echo "Include $drop"; cat $main; } > $d/main.next && chmod --reference=$main $d/main.next &&
        cat $d/main.next | replace $main 644 && chmod --reference=$d/main.next $main; } || give_up 1
      test_config
    fi
    case $(effective) in
    without-password|prohibit-password) ;;
    '') echo "sshd -T says nothing of PermitRootLogin for root." >&2; give_up 11 ;;
    *) echo "PermitRootLogin is $(effective) for root: another line of sshd's configuration comes first." >&2; give_up 11 ;;
    esac
  fi
  ;;
remove)
  IFS= read -r seconds; IFS= read -r address
  take_over
  begin
  if [ -e "$keys" ]; then
    { others > $d/keys.next && if [ -s $d/keys.next ]; then replace "$keys" 600 < $d/keys.next; else rm -f -- "$keys"; fi; } || give_up 1
  fi
  rm -f $drop || give_up 1
  if grep -qx '# berth-panel: root login' $main; then
    { sed '/^# berth-panel: root login$/,+1d' $main > $d/main.next && chmod --reference=$main $d/main.next &&
      cat $d/main.next | replace $main 644 && chmod --reference=$d/main.next $main; } || give_up 1
  fi
  test_config
  ;;
reload)
  [ -d $d/armed ] || exit 13
  sh $d/reload
  ;;
confirm)
  rmdir $d/armed 2>/dev/null || exit 13
  end_guard
  rm -rf $d
  ;;
rollback)
  take_over
  ;;
*) exit 2 ;;
esac`;

/** The address the panel comes from, as the node sees it: the first word of what sshd puts into the environment (sshd(8)). */
export const panelAddress = remote`printf '%s\n' "$SSH_CONNECTION"`;
/** Sets root's password from standard input (chpasswd(8)), which also unlocks it. */
export const setRootPassword = remote`chpasswd && passwd -S root`;
/** Says how root's password is afterwards, whatever became of it. */
export const unlockRoot = remote`passwd -u root; code=$?; passwd -S root; exit $code`;
/** The second word of `passwd -S` is L for a locked password (passwd(1)). */
export const rootPasswordState = remote`passwd -S root`;
