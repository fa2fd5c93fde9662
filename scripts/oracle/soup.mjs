// Policies with a place where pieces of YAML syntax are thrown together, to try the reader with texts that no person writes.

const words = ['a', 'b', 'é', '😀', '1', '~', 'true', '0x1', '.5', '=', '.', '..', 'YQ==', 'x: y', '- z', '<<: '];
const spaces = [' ', '  ', '\n', '\n', '\n ', '\n  ', '\n    ', '\t', '\r', '\r\n', '\u0085', '\u2028', '\ufeff'];
const indicators = ['- ', '-', ': ', ':', '? ', '?', ', ', ',', '[', ']', '{', '}', '#', ' #c', '%', '@', '`'];
const marks = ['---', '\n---\n', '\n...\n'];
const quotes = ['"', "'", '"x"', "'y'", "''", '""', '"a\n b"', '"\\x41"', '"\\\n', '\\', '\\n'];
const blocks = ['|', '>', '|-\n', '>+\n', '|2\n'];
const properties = ['&', '*', '!', '&a ', '*a', '!t ', '!!str ', '!!int ', '!<x> ', '!!binary '];
const pieces = [words, spaces, indicators, marks, quotes, blocks, properties].flat();

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';

export function soupPolicy(random) {
  const soup = random.some(pieces, 1, 14).join('');
  return random.pick([
    `${head}x: ${soup}\n`,
    `${head}x:\n  ${soup}\n`,
    `${soup}\n${head}`,
    `${head}${soup}`,
    `${head}- level: None\n  users: ${soup}\n`,
  ]);
}
