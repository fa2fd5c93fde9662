// Splits a command's two output streams, which the engine sends in frames.
// Source: "Stream format" of ContainerAttach in the Docker Engine API: 8 bytes of header (stream
// type, three zeros, payload length as a big-endian 32-bit number), then the payload. Type 3 is the engine's own error,
// which docker's programs report as such (github.com/moby/moby, api/pkg/stdcopy).

export interface Frame {
  readonly from: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

const HEADER = 8;
const STDERR = 2;
const ENGINE_ERROR = 3;

/**
 * Yields the payloads in order. A payload is passed on as it arrives, also before its frame is whole. Throws where the
 * bytes are no frames, end within one, or are an error of the engine.
 */
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
      const [type = 0] = header;
      if (type > ENGINE_ERROR || header.readUIntBE(1, 3) !== 0) throw new Error('it is not in frames');
      if (type === ENGINE_ERROR) throw new Error('it reports an error in its place');
      from = type === STDERR ? 'stderr' : 'stdout';
      left = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  }
  if (left > 0 || header.length > 0) throw new Error('it ends within a frame');
}
