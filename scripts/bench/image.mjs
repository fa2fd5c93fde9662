// The node image from cold caches: modules, build cache and Debian packages all fetched and made again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row } from './measure.mjs';

/** Minutes of one build; the machine's own caches are left alone. */
export function benchImage() {
  const dir = mkdtempSync(join(tmpdir(), 'kind-audit-bench-image-'));
  const env = {
    ...process.env,
    XDG_CACHE_HOME: join(dir, 'cache'),
    GOCACHE: join(dir, 'go-build'),
    GOMODCACHE: join(dir, 'go-mod'),
    GOFLAGS: '-modcacherw',
  };
  const started = performance.now();
  const { status } = spawnSync(process.execPath, ['dist/main.js', 'image', 'build'], { env, stdio: 'inherit' });
  const minutes = (performance.now() - started) / 60_000;
  rmSync(dir, { recursive: true, force: true });
  if (status !== 0) throw new Error(`image build ended with ${status}`);
  console.log('\nnode image from cold caches (target: at most 8 minutes on 2 cores)');
  row('kind-audit image build', `${minutes.toFixed(1)} min`);
}
