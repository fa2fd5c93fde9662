// Whether a text is JSON.

/** Never throws; a text that is not JSON costs as much as ten that are. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
