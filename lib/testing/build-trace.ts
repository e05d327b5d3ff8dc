/** The fields of a protobuf message, by number: text and bytes by their length, numbers as varints (protobuf.dev, Encoding). */
type Field = [number, string | number | Buffer];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  do {
    bytes.push((left % 128) + (left >= 128 ? 128 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.from(bytes);
}

export const protobuf = (...fields: Field[]): Buffer =>
  Buffer.concat(
    fields.flatMap(([field, value]) => {
      if (typeof value === 'number') return [varint(field * 8), varint(value)];
      const bytes = Buffer.from(value as string);
      return [varint(field * 8 + 2), varint(bytes.length), bytes];
    }),
  );

/** A google.protobuf.Timestamp. */
const stamp = (ms: number): Buffer => protobuf([1, Math.floor(ms / 1000)], [2, (ms % 1000) * 1e6]);

interface Vertex {
  digest: string;
  name: string;
  inputs?: string[];
  cached?: boolean;
  startedMs?: number;
  completedMs?: number;
  error?: string;
}
interface Told {
  vertexes?: Vertex[];
  statuses?: Array<{ id: string; vertex: string; name?: string; current?: number; total?: number; completed?: boolean }>;
  logs?: Array<{ vertex: string; text: string | Buffer }>;
  warnings?: Array<{ vertex: string; text: string }>;
}

/** A line of `POST /build` as BuildKit writes it. */
export function traceLine({ vertexes = [], statuses = [], logs = [], warnings = [] }: Told): { id: string; aux: string } {
  const parts: Field[] = [];
  for (const { digest, name, inputs = [], cached, startedMs, completedMs, error } of vertexes) {
    const fields: Field[] = [[1, digest], ...inputs.map((input): Field => [2, input]), [3, name]];
    if (cached) fields.push([4, 1]);
    if (startedMs !== undefined) fields.push([5, stamp(startedMs)]);
    if (completedMs !== undefined) fields.push([6, stamp(completedMs)]);
    if (error !== undefined) fields.push([7, error]);
    parts.push([1, protobuf(...fields)]);
  }
  for (const { id, vertex, name = '', current = 0, total = 0, completed } of statuses)
    parts.push([
      2,
      protobuf([1, id], [2, vertex], [3, name], [4, current], [5, total], ...(completed ? [[8, stamp(1)] as Field] : [])),
    ]);
  for (const { vertex, text } of logs) parts.push([3, protobuf([1, vertex], [3, 1], [4, Buffer.from(text as string)])]);
  for (const { vertex, text } of warnings) parts.push([4, protobuf([1, vertex], [3, text])]);
  return { id: 'moby.buildkit.trace', aux: protobuf(...parts).toString('base64') };
}
