import type { SFTPWrapper } from 'ssh2';
import type { FileSystemUse } from './ssh-connection';

/**
 * Reads a regular file up to a limit, also one of /proc, whose size says 0. A pipe is refused: to open one waits until somebody writes
 * (fifo(7)), and the server with it.
 */
export async function readFile(sftp: SFTPWrapper, path: string, maxBytes: number): Promise<Buffer> {
  if (!(await isRegular(sftp, path))) throw new Error(`${path} is not a regular file.`);
  return readRegular(sftp, path, maxBytes);
}

function isRegular(sftp: SFTPWrapper, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    sftp.stat(path, (error, attributes) => (error ? reject(error) : resolve(attributes.isFile())));
  });
}

function readRegular(sftp: SFTPWrapper, path: string, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sftp.open(path, 'r', (openError, handle) => {
      if (openError) return reject(openError);
      const chunks: Buffer[] = [];
      let position = 0;
      const finish = (error?: Error) => {
        sftp.close(handle, () => {});
        if (error) reject(error);
        else resolve(Buffer.concat(chunks));
      };
      const step = () => {
        const room = Math.min(32 * 1024, maxBytes - position);
        if (room <= 0) return finish();
        sftp.read(handle, Buffer.alloc(room), 0, room, position, (error, bytesRead, buffer) => {
          // ssh2 reports the end of a file as 0 bytes or as status EOF (1).
          if (error && (error as { code?: number }).code !== 1) return finish(error);
          if (error || bytesRead === 0) return finish();
          chunks.push(buffer.subarray(0, bytesRead));
          position += bytesRead;
          step();
        });
      };
      step();
    });
  });
}

export function readDirectory(
  sftp: SFTPWrapper,
  path: string,
): Promise<Array<{ name: string; kind: 'file' | 'directory' | 'link' | 'other'; sizeBytes: number; mtime: Date }>> {
  return new Promise((resolve, reject) => {
    sftp.readdir(path, (error, list) => {
      if (error) return reject(error);
      resolve(
        list.map(({ filename, attrs }) => ({
          name: filename,
          kind: attrs.isDirectory() ? 'directory' : attrs.isSymbolicLink() ? 'link' : attrs.isFile() ? 'file' : 'other',
          sizeBytes: attrs.size,
          mtime: new Date(attrs.mtime * 1000),
        })),
      );
    });
  });
}

/** What statvfs(3) says, in units of `f_frsize`. */
interface Statvfs {
  f_frsize: number;
  f_blocks: number;
  f_bfree: number;
  f_bavail: number;
}

/** Rejects when the node's SFTP server has no statvfs@openssh.com: then nobody can say. */
export function statFileSystem(sftp: SFTPWrapper, path: string): Promise<FileSystemUse> {
  return new Promise((resolve, reject) => {
    // Throws when the server did not announce the extension.
    sftp.ext_openssh_statvfs(path, (error, answer: Statvfs) => {
      if (error) return reject(error);
      const { f_frsize, f_blocks, f_bfree, f_bavail } = answer;
      resolve({ usedBytes: (f_blocks - f_bfree) * f_frsize, availableBytes: f_bavail * f_frsize });
    });
  });
}
