import type { ContainerDto } from '@/lib/shared/containers';

/** `0.0.0.0:8080->80/tcp` as docker ps prints it, shortened: `8080 → 80`. */
export function portText(port: ContainerDto['ports'][number]): string {
  const container = port.protocol === 'tcp' ? String(port.containerPort) : `${port.containerPort}/${port.protocol}`;
  return port.hostPort === null ? container : `${port.hostPort} → ${container}`;
}
