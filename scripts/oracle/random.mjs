// Random choices that are the same in every run with the same seed.

/** The seed that KIND_AUDIT_SEED gives, or the usual one. */
export function seedOf({ KIND_AUDIT_SEED: seed }, usual) {
  return numberOf('KIND_AUDIT_SEED', seed) ?? usual;
}

/** The usual number of cases, or KIND_AUDIT_ROUNDS times as many. */
export function roundsOf({ KIND_AUDIT_ROUNDS: times }, usual) {
  return Math.ceil(usual * (numberOf('KIND_AUDIT_ROUNDS', times) ?? 1));
}

function numberOf(name, text = '') {
  if (text === '') return null;
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new Error(`${name} is not a number: ${text}`);
  return Number(text);
}

/** A generator of choices from a seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  const pick = (values) => values[below(values.length)];
  return {
    next,
    below,
    pick,
    chance: (share) => next() < share,
    /** Between `least` and `most` picks. */
    some: (values, least, most) => Array.from({ length: least + below(most - least + 1) }, () => pick(values)),
  };
}
