import { defineCheck, ok, type Subject, skipped, warn } from '../check';
import { askInstalledDocker } from '../installed-docker';
import { askLoginUser } from '../login-user';

/** May the login user use Docker without being root? In a class of this kind it may not; that it may is said, and is no fault. */
export const socketRights = defineCheck({
  id: 'socket_rights',
  needs: 'connection',
  async ask(subject: Subject) {
    // One after the other: a check asks one thing at a time.
    const { socket } = await askInstalledDocker(subject);
    return { socket, groups: (await askLoginUser(subject)).groups };
  },
  conclude({ socket, groups }, { loginUser: user }) {
    if (!socket) return skipped('socket_absent');
    const { mode, owner, group, line } = socket;
    const more = { params: { user, group }, evidence: line };
    if (user === 'root') return ok('socket_root', more);
    if (mode & 0o002) return warn('socket_everybody', more);
    const open = (owner === user && mode & 0o200) || (groups.includes(group) && mode & 0o020);
    return ok(open ? 'socket_docker_group' : 'socket_closed', more);
  },
});
