// Answers of an engine that are not of the types that engines give: read as far as they are, and no defect.
import { expect, test } from 'vitest';
import { parseContainers, parseImage, parseInfo } from '../../src/io/engine/command-line-answers.ts';
import { dockerEngine } from '../../src/io/engine/docker.ts';
import { dockerDaemon } from './docker-daemon.ts';

const odd: readonly unknown[] = [null, 5, 'text', [], {}, [[]], [null], { toString: 1 }, true];
const fields = ['Id', 'Name', 'Names', 'State', 'Image', 'Created', 'Mounts', 'Config', 'Labels', 'Status'];
/** Objects with one odd value in every field, and lists of what is no object. */
const containers = odd.flatMap((value) => [value, Object.fromEntries(fields.map((field) => [field, value]))]);

test.each(containers.map((each) => [JSON.stringify(each)]))(
  'a container, an image and an information like %s',
  async (text) => {
    for (const container of parseContainers(`[${text}]`, 'podman')) {
      expect(new Date(container.created).toISOString()).toMatch(/^1970/);
      for (const field of ['id', 'name', 'cluster', 'state', 'image'] as const)
        expect(container[field]).toBeTypeOf('string');
    }
    expect(typeof (parseImage(`[${text}]`, 'podman')?.id ?? '')).toBe('string');
    expect(parseInfo(text, 'podman')).toMatchObject({ version: expect.any(String), dataDir: expect.any(String) });
    await using daemon = await dockerDaemon({
      '/containers/json': { json: [JSON.parse(text)] },
      '/images/json': { json: [JSON.parse(text)] },
    });
    const engine = await dockerEngine({ host: daemon.host, origin: 'a test' });
    const [node] = await engine.nodes(null);
    expect(node).toMatchObject({ id: expect.any(String), name: expect.any(String), created: expect.any(Number) });
    expect(new Date(node?.created ?? NaN).toISOString()).toMatch(/^1970/);
    expect(await engine.imagesOf('x')).toEqual([]);
  },
);

test('a moment that no clock has is none', () => {
  const [container] = parseContainers('[{"Created":"+999999-01-01"}]', 'podman');
  expect(container?.created).toBe(0);
});

test.each(['', 'Error: no', '{"a":', 'null,'])('what a program prints is named when it is no JSON: %j', (text) => {
  for (const parse of [parseContainers, parseImage, parseInfo])
    expect(() => parse(text, 'podman')).toThrow(expect.objectContaining({ code: 'engine-unreachable' }));
});
