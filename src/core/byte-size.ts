// Numbers of bytes, as a person reads and writes them.

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes, rounded, in the largest unit that keeps at least one whole: "512 B", "1.4 MiB". */
export function formatBytes(bytes: number): string {
  let value = Math.round(bytes);
  let unit = 0;
  while (Number(value.toFixed(1)) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

const factors: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** Bytes of a text such as "512", "16MiB" or "1 GB"; null when it is not one. */
export function parseBytes(text: string): number | null {
  const [, number, unit = 'B'] = /^(\d{1,15})(?: ?([kKMGT]i?B|B))?$/.exec(text) ?? [];
  const factor = factors[unit];
  return number === undefined || factor === undefined ? null : Number(number) * factor;
}
