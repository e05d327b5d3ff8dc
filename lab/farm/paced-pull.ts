/** Takes one line of a pull and puts it on the wire. */
export type Say = (line: object) => void;

const layerCount = 20;
/** `max-concurrent-downloads` of dockerd, as it comes. */
const downloadsAtOnce = 3;
/** A layer tells of itself ten times a second at most (moby pkg/progress, `rate.Every(100 * time.Millisecond)`). */
const lineEveryMs = 100;
const downloadLines = 15;
const extractLines = 6;
const totalBytes = 31_457_280;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const bar = (share: number): string => `[${'='.repeat(Math.floor(share * 50))}>${' '.repeat(50 - Math.floor(share * 50))}]`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)}MB`;

/**
 * A pull of 20 layers as a dockerd tells it: three are downloaded at a time and one is unpacked, in their order, and each of these tells how
 * far it is ten times a second, at moments of its own. Takes about 12 s.
 * @param isWanted asked before each line: false when whoever pulls is gone
 */
export async function pacedPull(say: Say, isWanted: () => boolean): Promise<void> {
  const layers = Array.from({ length: layerCount }, (_, n) => ({
    id: (n + 1).toString(16).padStart(2, '0').repeat(6),
    downloaded: Promise.withResolvers<void>(),
  }));
  const tell = (id: string, status: string, detail: object = {}): void => say({ status, progressDetail: detail, id });
  const share = async (id: string, status: string, lines: number): Promise<void> => {
    for (let line = 1; line <= lines && isWanted(); line++) {
      await wait(lineEveryMs);
      const current = Math.round((totalBytes * line) / lines);
      const progress = `${bar(line / lines)}  ${megabytes(current)}/${megabytes(totalBytes)}`;
      say({ status, progressDetail: { current, total: totalBytes }, progress, id });
    }
  };

  say({ status: 'Pulling from library/layers', id: 'latest' });
  for (const { id } of layers) tell(id, 'Pulling fs layer');
  for (const { id } of layers.slice(downloadsAtOnce)) tell(id, 'Waiting');
  const queue = [...layers];
  const download = async (slot: number): Promise<void> => {
    // None begins at the moment of another.
    await wait((slot * lineEveryMs) / (downloadsAtOnce + 1));
    for (let layer = queue.shift(); layer; layer = queue.shift()) {
      await share(layer.id, 'Downloading', downloadLines);
      tell(layer.id, 'Verifying Checksum');
      tell(layer.id, 'Download complete');
      layer.downloaded.resolve();
    }
  };
  const extract = async (): Promise<void> => {
    for (const { id, downloaded } of layers) {
      await downloaded.promise;
      await share(id, 'Extracting', extractLines);
      tell(id, 'Pull complete');
    }
  };
  await Promise.all([...Array.from({ length: downloadsAtOnce }, (_, slot) => download(slot)), extract()]);
  say({ status: `Digest: sha256:${'1d'.repeat(32)}` });
}
