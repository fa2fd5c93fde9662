// Dates and times as YAML 1.1 writes them; they stay strings. Source: go.yaml.in/yaml/v2 resolve.go, parseTimestamp.

const DATE = /^(\d{4})-(\d\d?)-(\d\d?)(?<time>.*)$/s;
const TIME = /^(?:[Tt]| +)(\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?<zone>.*)$/s;
const ZONE = /^(?:Z|[-+](\d\d):(\d\d))$/;

export function isTimestamp(text: string): boolean {
  const date = DATE.exec(text);
  if (date === null || !isDay(date)) return false;
  const rest = date.groups?.['time'] ?? '';
  if (rest === '') return true;
  const time = TIME.exec(rest);
  if (time === null || !isBelow(time, [24, 60, 60])) return false;
  const zone = time.groups?.['zone'] ?? '';
  // After a "T" there must be a zone, after a blank there must be none.
  if (!/^[Tt]/.test(rest)) return zone === '';
  const offset = ZONE.exec(zone);
  return offset !== null && isBelow(offset, [25, 61]);
}

function isDay([, year, month, day]: RegExpExecArray): boolean {
  // Go's year 0 is a leap year, as 2000 is.
  const days = new Date(Date.UTC(Number(year) || 2000, Number(month), 0)).getUTCDate();
  return isBelow(['', month, day], [13, days + 1]) && Number(month) >= 1 && Number(day) >= 1;
}

/** Whether the groups of a match are below limits, each below its own; a group that is not there is. */
function isBelow([, ...groups]: readonly (string | undefined)[], limits: readonly number[]): boolean {
  return limits.every((limit, index) => Number(groups[index] ?? 0) < limit);
}
