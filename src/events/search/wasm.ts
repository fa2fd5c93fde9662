// WebAssembly put together from named instructions: enough for a loop over bytes, sixteen at a time.
// Source of the encoding: WebAssembly Core Specification, chapter 5 (binary format), vector instructions included.

/** "\0asm", and the version of the format. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Encoded instructions. */
export type Code = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
const NOTHING = 0x40;

/** A whole number without a sign, seven bits a byte, the lowest first. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** The same with a sign, which is the last byte's second-highest bit. */
function signed(value: number): Code {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const name = (text: string): Code => [...unsigned(text.length), ...Array.from(text, (letter) => letter.charCodeAt(0))];
const section = (id: number, body: Code): Code => [id, ...unsigned(body.length), ...body];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const add: Code = [0x6a];
export const atLeast: Code = [0x4e];
export const trailingZeros: Code = [0x68];
export const leave: Code = [0x0f];
/** Goes back to the beginning of the innermost loop. */
export const again: Code = [0x0c, 0];
export const loop = (...body: readonly Code[]): Code => [0x03, NOTHING, ...body.flat(), 0x0b];
export const when = (...body: readonly Code[]): Code => [0x04, NOTHING, ...body.flat(), 0x0b];

const wide = (instruction: number, ...operands: Code): Code => [0xfd, ...unsigned(instruction), ...operands];
/** Sixteen bytes from the address on the stack and an offset. */
export const load16 = (offset: number): Code => wide(0, 0, ...unsigned(offset));
/** Sixteen times the byte on the stack. */
export const bytes16 = wide(15);
export const equal16 = wide(35);
export const and16 = wide(78);
/** The first without what is in the second. */
export const without16 = wide(79);
export const or16 = wide(80);
/** Whether any bit of sixteen bytes is set. */
export const any16 = wide(83);
/** One bit for each of sixteen bytes. */
export const bits16 = wide(100);

/** Memory that code works on: pages of 64 KiB. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly m: { readonly m: WasmMemory } },
  ) => { readonly exports: { readonly f: (...numbers: number[]) => number } };
};

export const PAGE = 65_536;

/**
 * Compiles a function from numbers to a number: its parameters are the first locals, then come numbers, then vectors
 * of sixteen bytes. Throws where the processor lacks vector instructions.
 */
export function compile(
  { parameters, numbers, vectors }: { parameters: number; numbers: number; vectors: number },
  body: readonly Code[],
): { readonly run: (...numbers: number[]) => number; readonly memory: WasmMemory } {
  const locals = vector([
    [...unsigned(numbers), I32],
    [...unsigned(vectors), V128],
  ]);
  const code = [...locals, ...body.flat(), 0x0b];
  const type = [0x60, ...vector(Array.from({ length: parameters }, () => [I32])), ...vector([[I32]])];
  const module = new WebAssembly.Module(
    Uint8Array.from([
      ...MAGIC,
      ...section(1, vector([type])),
      ...section(2, vector([[...name('m'), ...name('m'), 0x02, 0x00, ...unsigned(1)]])),
      ...section(3, vector([unsigned(0)])),
      ...section(7, vector([[...name('f'), 0x00, ...unsigned(0)]])),
      ...section(10, vector([[...unsigned(code.length), ...code]])),
    ]),
  );
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { run: new WebAssembly.Instance(module, { m: { m: memory } }).exports.f, memory };
}
