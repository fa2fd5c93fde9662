// Numbers of bytes, as a person reads them.

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
