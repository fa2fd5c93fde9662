// What statuses that a backend answers with mean, in words about it.

/** Null where nothing is known but the number; `path` is that of the backend's url. */
export function statusWords(status: number, path: string): string | null {
  const meanings = new Map([
    [401, 'it wants to know who sends: set cert and key'],
    [403, 'it refuses this sender'],
    [404, `there is nothing at ${path}`],
    [405, `it does not accept POST at ${path}`],
    [415, 'it does not accept application/json'],
  ]);
  return meanings.get(status) ?? null;
}
