// What the benches share: medians, ratios, rows.

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function ratio(value, base) {
  return `${(value / base).toFixed(2)} ×`;
}

export function row(name, ...cells) {
  console.log(`  ${name.padEnd(36)} ${cells.map((cell) => cell.padStart(12)).join(' ')}`);
}
