// Collects what is found in the items of a list, where most have nothing.

const nothing: readonly never[] = Object.freeze([]);

/** `flatMap` for searches that mostly find nothing: no list is made until something is found. */
export function gather<Item, Found>(
  items: readonly Item[],
  look: (item: Item, index: number) => readonly Found[],
): readonly Found[] {
  let all: Found[] | null = null;
  for (let index = 0; index < items.length; index += 1) {
    const found = look(items[index] as Item, index);
    if (found.length === 0) continue;
    all ??= [];
    for (const each of found) all.push(each);
  }
  return all ?? nothing;
}
