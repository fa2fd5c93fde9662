// Writes the types of the library as one file: what its index exports, and what those declarations refer to.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A declaration at the top of a file, with the comment above it; it ends where the next one begins. */
const DECLARATION =
  /^((?:\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?)export ((?:declare )?(?:interface|type|function|const|class) (\w+)[^]*?)(?=^(?:\/\*\*|export |import |declare |interface |type )|(?![^]))/gm;

/** `import { type A, B } from './c.ts'`, and the same with export. */
const REFERENCE = /^(import|export) (?:type )?\{([^}]*)\} from '([^']+)';$/gm;

export function writeDeclarations(index, outfile) {
  const folder = mkdtempSync(join(tmpdir(), 'kind-audit-types-'));
  try {
    emit(index, folder);
    writeFileSync(outfile, rollUp(folder, 'index.d.ts'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function emit(index, folder) {
  const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));
  const config = join(folder, 'tsconfig.json');
  writeFileSync(
    config,
    JSON.stringify({
      compilerOptions: {
        ...compilerOptions,
        types: [],
        lib: ['es2023', 'dom'],
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: join(process.cwd(), dirname(index)),
        outDir: folder,
      },
      files: [join(process.cwd(), index)],
    }),
  );
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', config], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('tsc cannot write the declarations');
}

function rollUp(folder, index) {
  const files = new Map();
  const read = (file) => {
    const known = files.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(join(folder, file), 'utf8');
    const declared = new Map(
      [...text.matchAll(DECLARATION)].map(([, comment, code, name]) => [name, { comment, code }]),
    );
    const elsewhere = new Map();
    for (const [, , names, from] of text.matchAll(REFERENCE)) {
      const target = join(dirname(file), from.replace(/\.ts$/, '.d.ts'));
      for (const name of names.split(',')) elsewhere.set(name.replace('type ', '').trim(), target);
    }
    files.set(file, { declared, elsewhere });
    return files.get(file);
  };
  const taken = new Map();
  const take = (file, name, exported) => {
    const { declared, elsewhere } = read(file);
    if (elsewhere.has(name)) return take(elsewhere.get(name), name, exported);
    const declaration = declared.get(name);
    if (declaration === undefined) return;
    const known = taken.get(name);
    if (known !== undefined && known.file !== file) throw new Error(`${name} is declared in ${known.file} and ${file}`);
    taken.set(name, { ...declaration, file, exported: exported || known?.exported === true });
    if (known !== undefined) return;
    const words = declaration.code.replaceAll(/\/\*[^]*?\*\//g, '').matchAll(/\w+/g);
    for (const [word] of words) if (word !== name) take(file, word, false);
  };
  for (const name of read(index).elsewhere.keys()) take(index, name, true);
  const parts = [...taken.values()].map(
    ({ comment, code, exported }) =>
      comment + (exported ? 'export ' : code.startsWith('declare ') ? '' : 'declare ') + code,
  );
  // Without this line every declaration of the file would count as exported.
  return `${parts.join('').trimEnd()}\nexport {};\n`;
}
