// The policy examples of README.md are what the commands print.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli } from '../kit/run-cli.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Blocks of code that are marked as tried, in their order. */
const blocks = [...readme.matchAll(/<!-- tried: audit-policy\.yaml -->\n```(\w+)\n([^]*?)```\n<!-- end -->/g)].map(
  ([, language = '', text = '']) => ({ language, text }),
);

test('every example, one after the other in one folder', async () => {
  const [file, ...consoles] = blocks;
  let files: Readonly<Record<string, string>> = { 'audit-policy.yaml': file?.text ?? '' };
  let calls = 0;
  for (const { language, text } of consoles) {
    expect(language).toBe('console');
    let printed = '';
    for (const [, line = ''] of text.matchAll(/^\$ kind-audit policy (.*)$/gm)) {
      const ran = await runCli(`policy ${line}`, { files });
      files = ran.files;
      printed += `$ kind-audit policy ${line}\n${ran.stdout}`;
      calls += 1;
    }
    expect(printed).toBe(text);
  }
  expect(calls).toBe(6);
});
