import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type FaultProxy, startFaultProxy } from '@/lab/farm/fault-proxy';
import { digestOf } from '@/lab/images';
import { type Lab, labOf } from '@/lab/lab';
import { tarOf } from '@/lib/shared/tar';
import { panel } from './panel';

/** A pull at this pace takes longer than what a journey does meanwhile. */
const bytesPerSecond = 200_000;
const layerBytes = 6_000_000;
const types = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

/** A way to the registry of the demo's lab on which a pull lasts, until its `faults` are taken away. */
export async function slowRegistry(): Promise<{ proxy: FaultProxy; lab: Lab; address: string }> {
  const lab = await labOf(panel.name);
  if (!lab) throw new Error('The lab of the demo is not up.');
  const proxy = await startFaultProxy(lab.registry, { bytesPerSecond }, lab.gateway);
  return { proxy, lab, address: `${proxy.host}:${proxy.port}` };
}

/** Puts an image into the lab's registry that no node has a layer of: whatever was pulled before, all of it is downloaded. */
export async function pushFreshImage({ registry }: Lab, name: string): Promise<void> {
  const repository = `http://${registry.host}:${registry.port}/v2/${name}`;
  const put = async (url: string, body: Buffer | string, type: string): Promise<void> => {
    const answer = await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': type },
      body: new Uint8Array(Buffer.from(body)),
    });
    if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  };
  const putBlob = async (mediaType: string, body: Buffer) => {
    const upload = await fetch(`${repository}/blobs/uploads/`, { method: 'POST' });
    const place = new URL(upload.headers.get('location') ?? '', repository);
    place.searchParams.set('digest', digestOf(body));
    await put(place.href, body, 'application/octet-stream');
    return { mediaType, digest: digestOf(body), size: body.length };
  };
  const tars = await Promise.all(
    ['a', 'b', 'c'].map(async (path) =>
      Buffer.from(await tarOf([{ path, content: new Blob([randomBytes(layerBytes)]) }]).arrayBuffer()),
    ),
  );
  const rootfs = { type: 'layers', diff_ids: tars.map(digestOf) };
  const config = await putBlob(
    types.config,
    Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs })),
  );
  const layers = [];
  for (const tar of tars) layers.push(await putBlob(types.layer, gzipSync(tar, { level: 1 })));
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: types.manifest, config, layers });
  await put(`${repository}/manifests/latest`, manifest, types.manifest);
}
