// Where kind-audit runs.
import { expect, test } from 'vitest';
import { requireSupported } from '../../src/io/supported.ts';

test('Windows is refused with the way out, Linux and macOS are not', () => {
  expect(() => requireSupported('win32')).toThrow(
    expect.objectContaining({ code: 'not-supported', exitCode: 3, hint: expect.stringContaining('WSL') }),
  );
  for (const platform of ['linux', 'darwin'] as const) expect(() => requireSupported(platform)).not.toThrow();
});
