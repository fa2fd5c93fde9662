// Writes the types of the library: tsc's declaration of its index and of every file that this one leads to.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** The file that an import or export of a declaration names. */
const SPECIFIER = /(?<=\b(?:from |import\())'(\.[^']+)\.ts'/g;

/** Writes a folder of declarations with the layout of the source, whose entry has the name of `index`. */
export function writeDeclarations(index, outdir) {
  const folder = mkdtempSync(join(tmpdir(), 'kind-audit-types-'));
  try {
    emit(index, folder);
    const written = new Set();
    const write = (path) => {
      if (written.has(path)) return;
      written.add(path);
      // Throws for a file that tsc has not written: a type would be missing.
      const text = readFileSync(join(folder, `${path}.d.ts`), 'utf8');
      mkdirSync(dirname(join(outdir, path)), { recursive: true });
      // A package has no .ts files: TypeScript finds x.d.ts by the name x.js.
      writeFileSync(join(outdir, `${path}.d.ts`), text.replaceAll(SPECIFIER, "'$1.js'"));
      for (const [, target] of text.matchAll(SPECIFIER)) write(join(dirname(path), target));
    };
    write(basename(index, '.ts'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Has tsc write the declarations; without the types of node, which a browser does not have. */
function emit(index, outDir) {
  const config = join(outDir, 'tsconfig.json');
  const compilerOptions = {
    types: [],
    lib: ['es2023', 'dom'],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(process.cwd(), dirname(index)),
    outDir,
  };
  const files = [join(process.cwd(), index)];
  writeFileSync(
    config,
    JSON.stringify({ extends: join(process.cwd(), 'tsconfig.json'), compilerOptions, files, include: [] }),
  );
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', config], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('tsc cannot write the declarations');
}
