// Lengths of time, as a person writes and reads them.

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go-style duration such as "90s", "1m30s" or "0s"; null when it is not one. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return null;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(number) * (units[unit ?? ''] ?? 0);
  return total;
}

/** Milliseconds as a person reads them: "340 ms", "12.3 s", "2 min 05 s". */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** The same in at most seven characters, for columns: "340µs", "12ms", "1.50s", "5m03s", "2h04m", "12d07h"; empty for none. */
export function formatShort(ms: number): string {
  if (!(ms >= 0)) return '';
  if (Math.round(ms * 1000) < 1000) return `${Math.round(ms * 1000)}µs`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)}ms`;
  if (Math.round(ms / 10) < 6000) return `${(ms / 1000).toFixed(2)}s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 100) return `${hours}h${two(Math.floor(seconds / 60) % 60)}m`;
  return `${Math.floor(hours / 24)}d${two(hours % 24)}h`;
}

/** How long ago something was, in whole units: "7s ago", "3d ago"; "-" for an unknown time. */
export function formatAgo(ms: number): string {
  if (Number.isNaN(ms)) return '-';
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h ago` : `${Math.floor(seconds / 86_400)}d ago`;
}

/** Hours as an estimate for a person: "17 min", "10.7 h", "7.1 days". */
export function formatHours(hours: number): string {
  if (Math.round(hours * 60) < 60) return `${Math.max(1, Math.round(hours * 60))} min`;
  return Math.round(hours * 10) < 480 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}
