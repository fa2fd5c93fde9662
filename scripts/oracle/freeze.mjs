// Writes the frozen answers of Kubernetes' own code, with which the tests need no Go: test/policy/vectors/.
//
//	node scripts/oracle/freeze.mjs
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, buildOracle, oracles, run } from './bundle.mjs';
import { loaderCases } from './cases-loader.mjs';
import { requestLines } from './cases-urls.mjs';
import { policyValue, requestValue, writePolicy } from './generate-policies.mjs';
import { mutate } from './mutate.mjs';
import { seeded } from './random.mjs';

const folder = await mkdtemp(join(tmpdir(), 'kind-audit-oracle-'));
const target = new URL('../../test/policy/vectors/', import.meta.url);
try {
  const [newest, before] = await Promise.all(oracles.map((oracle) => buildOracle(oracle, folder)));
  const loads = loaderCases.map(({ name, policy }) => ({ name, policy, requests: [] }));
  const [now, then] = [await ask(newest, 'policy', loads), await ask(before, 'policy', loads)];
  await write(
    'loader.json',
    loads.map(({ name, policy }, index) => ({ name, policy, 1.36: verdict(now[index]), 1.35: verdict(then[index]) })),
  );

  const random = seeded(2026);
  const generated = Array.from({ length: 120 }, () => {
    const text = writePolicy(policyValue(random), random);
    return {
      policy: random.chance(0.4) ? mutate(text, random) : text,
      requests: Array.from({ length: 5 }, () => requestValue(random)),
    };
  });
  const answers = await ask(newest, 'policy', generated);
  await write(
    'generated.json',
    generated.map((one, index) => ({ ...one, ...verdict(answers[index]), decisions: answers[index].decisions })),
  );

  const parsed = await ask(newest, 'requestinfo', requestLines);
  await write(
    'request-lines.json',
    requestLines.map((line, index) => ({ ...line, ...parsed[index] })),
  );
  // The checks ask for this format of every file.
  await run('npx', ['oxfmt', 'test/policy/vectors'], fileURLToPath(new URL('../..', import.meta.url)));
} finally {
  await rm(folder, { recursive: true });
}

function verdict({ verdict, stage, errors }) {
  return { verdict, stage, errors };
}

async function write(name, rows) {
  await writeFile(new URL(name, target), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
}
