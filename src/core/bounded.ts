// A memory of what was worked out, which does not grow for ever.
import { ownText } from './own-text.ts';

const MOST = 5000;

/** Remembers what `make` gave for a text, up to a bound. */
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
    // Emptied at once: as good as forgetting the oldest, and much simpler.
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(own, made);
    return made;
  }
}
