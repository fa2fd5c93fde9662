// `kind-audit policy explain`: which rule decides about a request, and why no earlier one does.
import { asBytes, ended, endedLines, together, type ScreenText } from '../../core/screen-text.ts';
import type { Command, CommonOptions } from '../command.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { painter } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { decide } from '../../policy/decide/decide.ts';
import { explain } from '../../policy/decide/explain.ts';
import { explanationText, ruleLines } from '../../policy/decide/print.ts';
import { documentLine, type ContentOf } from '../../report/answer.ts';
import type { PolicyRequest } from '../../policy/model/request.ts';
import { outputOptions } from '../options/output.ts';
import { versionOption } from '../options/version.ts';
import { readAcceptedPolicy, type AcceptedPolicy } from './input.ts';
import { readRequests, requestOptions, type RequestOptions } from './requests.ts';

interface ExplainOptions extends CommonOptions, RequestOptions {
  readonly kubernetesVersion?: string;
  readonly output?: 'text' | 'json';
}

export const policyExplain: Command<ExplainOptions> = {
  arguments: [{ name: '<policy>', description: 'a policy file, a preset, or - for standard input' }],
  options: [
    ...requestOptions,
    versionOption,
    ...outputOptions(undefined, 'output format; with --requests, json prints one decision per line'),
  ],
  examples: [
    {
      line: 'kind-audit policy explain p.yaml --user jane --verb get --resource secrets -n app',
      does: 'describe a request',
    },
    {
      line: "kind-audit policy explain p.yaml --request 'GET /api/v1/pods?watch=1'",
      does: 'as the API server parses it',
    },
    { line: "kind-audit policy explain p.yaml --kubectl 'delete pod x -n y' --user jane", does: 'as kubectl sends it' },
    { line: 'kind-audit policy explain p.yaml --requests r.jsonl -o json', does: 'one decision per line' },
  ],
  readsOnly: () => true,
  async run(options, [name = ''], world) {
    const loaded = await readAcceptedPolicy(world, name, options.kubernetesVersion);
    const { input, tree, policy } = loaded;
    const paint = painter(world.out.color);
    const requests = await readRequests(world, options);
    const many = options.requests !== undefined;
    const inWords = (request: PolicyRequest): ScreenText =>
      ended(explanationText(input.name, input.text, tree, request, explain(policy, request), paint));
    const inJson = (request: PolicyRequest): string =>
      many
        ? documentLine('kind-audit.policy-decision/v1', decide(policy, request))
        : documentLine('kind-audit.policy-explain/v1', explanation(loaded, request));
    await (options.output === 'json'
      ? writeAll(requests, (part) => asBytes(part.map(inJson).join('')), world)
      : writeAll(
          requests,
          (part, first) => together([...(first ? [] : [gap]), together(part.map(inWords), '\n')]),
          world,
        ));
    return exitCodes.fine;
  },
};

/** Between two explanations. */
const gap = endedLines(['']);

async function writeAll(
  requests: readonly PolicyRequest[],
  textOf: (part: readonly PolicyRequest[], first: boolean) => ScreenText | Uint8Array,
  world: World,
): Promise<void> {
  const PART = 1000;
  for (let at = 0; at < requests.length; at += PART) {
    await world.out.write(textOf(requests.slice(at, at + PART), at === 0));
  }
}

function explanation(
  { policy, tree, input }: AcceptedPolicy,
  request: PolicyRequest,
): ContentOf<'kind-audit.policy-explain/v1'> {
  const { trail, stages, ...decision } = explain(policy, request);
  return {
    request,
    ...decision,
    lines: decision.rule === null ? null : ruleLines(input.text, tree, decision.rule),
    stages,
    trail,
  };
}
