import { defineCheck, ok, skipped, warn } from '../check';
import { askLoginUser } from '../login-user';

/** May the login user use Docker without being root? In a class of this kind it may not; that it may is said, and is no fault. */
export const socketRights = defineCheck({
  id: 'socket_rights',
  needs: 'connection',
  ask: askLoginUser,
  conclude({ socket, groups }, { loginUser: user }) {
    if (socket === '') return skipped('socket_absent');
    const [mode = '', owner = '', group = ''] = socket.split(' ');
    const rights = Number.parseInt(mode, 8);
    const more = { params: { user, group }, evidence: socket };
    if (user === 'root') return ok('socket_root', more);
    if (rights & 0o002) return warn('socket_everybody', more);
    const open = (owner === user && rights & 0o200) || (groups.includes(group) && rights & 0o020);
    return ok(open ? 'socket_docker_group' : 'socket_closed', more);
  },
});
