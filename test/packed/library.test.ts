// The library as its users get it: imported from the packed tarball, type-checked, and bundled for a browser.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, inject, test } from 'vitest';
import { openPage } from './kit/browser.ts';
import { must, run } from './kit/run.ts';

// Below the folder with the installed package, so that its name resolves.
const folder = mkdtempSync(join(inject('installed'), 'consumer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const gce = readFileSync(join(inject('installed'), 'node_modules/kind-audit/templates/policies/gce.yaml'), 'utf8');
const project = resolve(import.meta.dirname, '../..');

/** Uses every function; `tried` is what came out. TypeScript, and plain JavaScript without its types. */
const consumer = (text: string, types: boolean): string => `
import { decide, diffPolicies, explain, fixPolicy, lintPolicy, loadPolicy, replay, requestFromUrl } from 'kind-audit';
${types ? "import type { Decision, Level, LintResult, Policy, PolicyRequest, Verdict } from 'kind-audit';" : ''}
const text = ${JSON.stringify(text)};
const { server, policy } = loadPolicy(text, { kubernetesVersion: '1.36' });
if (policy === undefined) throw new Error(server);
const request = requestFromUrl('DELETE', '/api/v1/namespaces/app/pods/web', { user: 'jane', groups: ['dev'] });
if (request === null) throw new Error('no request');
const decision = decide(policy, request);
const log = (async function* () {
  const user = { username: 'jane', groups: ['dev'] };
  const event = { kind: 'Event', level: 'Metadata', auditID: '1', stage: 'ResponseComplete', requestURI: '/healthz', verb: 'get', user };
  yield new TextEncoder().encode(JSON.stringify(event) + '\\n');
})();
const replayed = await replay(policy, log);
const everything = loadPolicy('apiVersion: audit.k8s.io/v1\\nrules: [{level: Metadata}]').policy;
const tried = {
  server,
  decision,
  trail: explain(policy, request).trail.length,
  direction: everything && diffPolicies(policy, everything).equivalent,
  remarks: lintPolicy('rules: [').diagnostics.map(({ id, line }) => id + ':' + line),
  fixed: fixPolicy('apiVersion: audit.k8s.io/v1\\nkind: Policy\\nrules:\\n- level: Metdata # mine\\n').text,
  dropped: replayed.total.dropped,
};
`;

const expected = {
  server: 'accepts',
  decision: { rule: 15, level: 'RequestResponse', omitStages: ['RequestReceived'], omitManagedFields: false },
  trail: 15,
  direction: false,
  remarks: ['yaml-syntax:1'],
  fixed: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata # mine\n',
  dropped: 1,
};

test('node imports it, and the import alone does nothing', async () => {
  const script = join(folder, 'use.mjs');
  writeFileSync(script, `${consumer(gce, false)}process.stdout.write(JSON.stringify(tried));`);
  expect(JSON.parse(await must([process.execPath, script]))).toEqual(expected);

  const quiet = join(folder, 'quiet.mjs');
  const look =
    '() => JSON.stringify([Object.keys(globalThis), process.eventNames(), process.getActiveResourcesInfo()])';
  writeFileSync(
    quiet,
    `const look = ${look};\nconst before = look();\nawait import('kind-audit');\nif (look() !== before) throw new Error(look());\n`,
  );
  expect(await run([process.execPath, quiet])).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('the example in README.md prints what is shown there', async () => {
  const readme = readFileSync(join(project, 'README.md'), 'utf8');
  const [, code = '', printed] =
    /<!-- tried: library -->\n```js\n([^]*?)```\n\n```text\n([^]*?)```\n<!-- end -->/.exec(readme) ?? [];
  const script = join(folder, 'readme.mjs');
  writeFileSync(script, code);
  expect(await must([process.execPath, script])).toBe(printed);
});

/** The project's own tsc, as strict as it gets, on one file. */
async function typeCheck(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text);
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'];
  const target = ['--target', 'es2022', '--lib', 'es2022,dom', '--types', '', '--module', 'nodenext'];
  const tsc = join(project, 'node_modules/typescript/bin/tsc');
  const { code, stdout } = await run([process.execPath, tsc, ...flags, ...target, join(folder, name)]);
  expect(code === 0).toBe(stdout === '');
  return stdout;
}

test('its types are those of a strict consumer', async () => {
  const typed = `${consumer(gce, true)}
const level: Level = decision.level;
const verdict: Verdict = server;
const kept: Policy = policy;
const asked: PolicyRequest = request;
const decided: Decision = decide(kept, asked);
const linted: LintResult = lintPolicy(text, { kubernetesVersions: ['1.35', '1.36'] });
// @ts-expect-error: a policy cannot be changed under the hands of those who compiled it
policy.rules.push(policy.rules[0]);
// @ts-expect-error: there may be no policy
decide(loadPolicy(text).policy, request);
console.log(level, verdict, decided, linted, tried);
export {};
`;
  expect(await typeCheck('right.mts', typed)).toBe('');
  expect(await typeCheck('wrong.mts', "import { decide } from 'kind-audit';\ndecide('policy', 1);\n")).toContain(
    'TS2345',
  );
});

test('it bundles for a browser, and works in one', async () => {
  const bundled = await build({
    stdin: { contents: `${consumer(gce, false)}\nglobalThis.tried = tried;`, resolveDir: folder },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
  });
  const page = join(folder, 'page.html');
  const script = bundled.outputFiles[0]?.text.replaceAll('</script', String.raw`<\/script`) ?? '';
  writeFileSync(
    page,
    `<!doctype html><meta charset="utf-8"><title>try</title><script type="module">${script}</script>`,
  );
  await using opened = await openPage(pathToFileURL(page).href);
  expect(opened.console).toEqual([]);
  expect(await opened.evaluate('globalThis.tried')).toEqual(expected);
});
