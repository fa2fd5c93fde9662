// A cache of computed values that does not grow without limit.
import { ownText } from './own-text.ts';

const MOST = 5000;

/** Remembers what `make` returned for a text, up to a limit. */
export class Bounded<Value> {
  private readonly known = new Map<string, Value>();
  private readonly make: (key: string) => Value;

  constructor(make: (key: string) => Value) {
    this.make = make;
  }

  of(key: string): Value {
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const own = ownText(key);
    const made = this.make(own);
    // Emptied as a whole: as good as dropping the oldest, and much simpler.
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(own, made);
    return made;
  }
}
