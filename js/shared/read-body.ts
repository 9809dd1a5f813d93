/** A body that was read whole, or one that is longer than was allowed: what arrived, and the reader for the rest. */
export type ReadBody =
  | { kind: 'whole'; bytes: ArrayBuffer }
  | {
      kind: 'tooLarge';
      chunks: Uint8Array<ArrayBuffer>[];
      reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
    };

/** Reads the body, and stops as soon as it is longer than `maxBytes`. Rejects when the connection breaks. */
export async function readBody(response: Response, maxBytes: number): Promise<ReadBody> {
  const { body } = response;
  if (body === null) return { kind: 'whole', bytes: new ArrayBuffer(0) };
  const reader = body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.byteLength;
    chunks.push(next.value);
    if (length > maxBytes) return { kind: 'tooLarge', chunks, reader };
  }
  return { kind: 'whole', bytes: joined(chunks, length) };
}

function joined(chunks: readonly Uint8Array[], length: number): ArrayBuffer {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all.buffer;
}
