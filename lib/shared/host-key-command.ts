/** Prints the fingerprint of a host key of this type on the node's own console; where OpenSSH keeps it: sshd_config(5), HostKey. */
export function hostKeyCommand(type: string): string {
  const kind = type === 'ssh-rsa' ? 'rsa' : type.startsWith('ecdsa-') ? 'ecdsa' : 'ed25519';
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`;
}
