// Splits a command's two output streams, which the engine sends in frames.
// Source: "Stream format" of ContainerAttach in the Docker Engine API: 8 bytes of header (stream
// type, three zeros, payload length as a big-endian 32-bit number), then the payload.

export interface Frame {
  readonly from: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

const HEADER = 8;

/** Yields the payloads in order. A payload is passed on as it arrives, also before its frame is whole. */
export async function* demux(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let left = 0;
  let from: Frame['from'] = 'stdout';
  for await (const chunk of source) {
    let rest: Uint8Array = chunk;
    while (rest.length > 0) {
      if (left > 0) {
        const bytes = rest.subarray(0, left);
        rest = rest.subarray(bytes.length);
        left -= bytes.length;
        yield { from, bytes };
        continue;
      }
      const missing = HEADER - header.length;
      header = Buffer.concat([header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (header.length < HEADER) break;
      from = header[0] === 2 ? 'stderr' : 'stdout';
      left = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  }
}
