// What a cause is: one reason why something does not work, looked for in what is known about a node.
import type { Node } from '../../core/ports.ts';
import type { Inspection } from '../../node/inspection.ts';
import type { NodeSurvey } from '../../node/survey.ts';
import type { Vitals } from '../../node/vitals.ts';
import type { SeenOnNode, Target } from '../check.ts';

/** What is known about a node. */
export interface Scene {
  readonly target: Target;
  readonly node: Node;
  readonly survey: NodeSurvey;
  readonly inspection: Inspection;
  readonly vitals: Vitals;
}

/** One reason; null where it does not apply. */
export type Cause = (scene: Scene) => SeenOnNode | null;

/** Gathers what is known about a node. */
export async function sceneOf(node: Node, target: Target): Promise<Scene> {
  const [survey, inspection, vitals] = await Promise.all([
    target.survey(node),
    target.inspect(node),
    target.vitals(node),
  ]);
  return { target, node, survey, inspection, vitals };
}

/** What the first cause that applies says; null where none does. */
export function firstCause(causes: readonly Cause[], scene: Scene): SeenOnNode | null {
  for (const cause of causes) {
    const seen = cause(scene);
    if (seen !== null) return seen;
  }
  return null;
}
