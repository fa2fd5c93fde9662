// Policies full of anchors, aliases and merge keys, some just below or above the number of aliases that Go accepts.

const plain = ['x', '1', '1.0', 'true', '~', '"1"', '.nan', '.inf', 'None', '""', '18446744073709551615', '0x10', '<<'];
const scalars = [...plain, '!!str 1', '!!int 1', '!!int x', '!!binary aGk='];
const keys = ['a', 'b', 'level', 'users', '1', '1.0', '"1"', 'true', '~', '.nan', '[a]', '{a: b}', '&a k', '&b 1'];
const names = ['a', 'b', 'c', 'd'];

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';

export function tanglePolicy(random) {
  return random.chance(0.3) ? nearTheLimit(random) : tangle(random);
}

function tangle(random) {
  const known = [];
  const many = (make, most) => Array.from({ length: random.below(most + 1) }, make).join(', ');
  const alias = () => `*${random.pick(known)} `;
  const name = () => {
    const chosen = random.pick(names);
    known.push(chosen);
    return `&${chosen} `;
  };
  const node = (depth) => {
    if (known.length > 0 && random.chance(0.3)) return alias();
    const anchor = random.chance(0.3) ? name() : '';
    if (depth <= 0 || random.chance(0.4)) return anchor + random.pick(scalars);
    if (random.chance(0.5)) return `${anchor}[${items(depth)}]`;
    return `${anchor}{${many(() => pair(depth), 3)}}`;
  };
  const items = (depth) => many(() => (random.chance(0.1) ? pair(depth) : node(depth - 1)), 3);
  const pair = (depth) => {
    if (random.chance(0.3)) return `<<: ${random.chance(0.5) ? node(depth - 1) : `[${items(depth)}]`}`;
    return `${known.length > 0 && random.chance(0.1) ? alias() : random.pick(keys)}: ${node(depth - 1)}`;
  };
  const lines = () => Array.from({ length: 1 + random.below(3) }, (_, index) => `x${index}: ${node(4)}\n`).join('');
  return random.pick([
    () => `${head}${lines()}rules:\n- level: None\n`,
    () => `${head}${lines()}rules:\n- {level: None, ${pair(3)}, ${pair(3)}}\n- ${node(3)}\n`,
    () => `${head}rules:\n- &r {level: Metadata}\n- <<: *r\n  users: ${node(2)}\n${lines()}`,
  ])();
}

/** Lists of aliases to lists of aliases. */
function nearTheLimit(random) {
  const levels = 1 + random.below(4);
  const width = 1 + random.below(12);
  const last = `*a${levels}`;
  const text = ['x', ...Array.from({ length: levels }, (_, level) => `*a${level}`)]
    .map((item, level) =>
      random.chance(0.25)
        ? `a${level}: &a${level} {${Array.from({ length: width }, (_, key) => `k${key}: ${item} `).join(', ')}}\n`
        : `a${level}: &a${level} [${Array(width).fill(item).join(', ')}]\n`,
    )
    .join('');
  const plainKeys = Array.from({ length: random.below(60) }, (_, key) => `z${key}: 1`).join(', ');
  const merge = `m:\n  <<: [${random.pick([last, '{a: b}'])}, {c: d}, {${plainKeys}}]\n`;
  const more = `p: [${Array(random.below(1500)).fill('x').join(', ')}]\n`;
  return `${head}${text}${random.pick([merge, more, ''])}rules:\n- level: None\n`;
}
