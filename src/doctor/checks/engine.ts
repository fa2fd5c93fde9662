// Which container engine was chosen, and by which setting?
import { aboutAll } from '../../core/finding.ts';
import type { Check } from '../check.ts';

export const engine: Check = {
  id: 'engine',
  title: 'Container engine',
  about:
    'the engine that answers, its address, and the setting that chose it: DOCKER_HOST, a docker context, a default',
  timeoutMs: 5000,
  async look({ engine: found }, signal) {
    const { version, rootless } = await found.info(signal);
    const how = `${found.provider} ${version}${rootless ? ', rootless' : ''}`;
    return { status: 'ok', evidence: aboutAll(`${how}, at ${found.endpoint} (from ${found.origin})`) };
  },
};
