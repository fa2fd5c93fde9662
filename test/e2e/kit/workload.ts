// A tiny workload for a cluster without a registry: a web server, a service, and a client.
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, run } from './scene.ts';

export const WORKLOAD_IMAGE = 'ka-e2e/workload:1';

// curl with the libraries that it needs, as the node has them.
const CLIENT_FILES = `tar --create --dereference /usr/bin/curl $(ldd /usr/bin/curl | grep --only-matching '/[^ ]*[.]so[^ ]*')`;

// An audit webhook: keeps what it is sent.
const RECEIVER = `#!/bin/sh
cat >> /received
printf 'Status: 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n'
`;

/** Makes the image on the host's engine: Debian's static busybox for the server, the node's own curl for the client. */
export async function buildWorkloadImage(node: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'ka-e2e-workload-'));
  const download = ['apt-get', 'download', 'busybox-static'];
  if ((await run(download, { cwd: dir })).code !== 0) {
    await must(['apt-get', 'update']);
    await must(download, { cwd: dir });
  }
  const packageFile = readdirSync(dir).find((name) => name.endsWith('.deb')) ?? '';
  await must(['dpkg', '--extract', packageFile, 'unpacked'], { cwd: dir });
  mkdirSync(join(dir, 'root/bin'), { recursive: true });
  for (const name of ['httpd', 'sleep', 'sh', 'cat'])
    copyFileSync(join(dir, 'unpacked/bin/busybox'), join(dir, 'root/bin', name));
  writeFileSync(join(dir, 'root/index.html'), 'reached\n');
  mkdirSync(join(dir, 'root/cgi-bin'));
  writeFileSync(join(dir, 'root/cgi-bin/audit'), RECEIVER, { mode: 0o755 });
  await must(
    [
      'bash',
      '-o',
      'pipefail',
      '-c',
      'docker exec "$1" bash -c "$2" | tar --extract --directory root --keep-directory-symlink',
      'copy',
      node,
      CLIENT_FILES,
    ],
    { cwd: dir },
  );
  await must(['tar', '--create', '--file', 'image.tar', '--directory', 'root', '.'], { cwd: dir });
  await must(['docker', 'import', '--change', 'ENV PATH=/bin:/usr/bin', 'image.tar', WORKLOAD_IMAGE], { cwd: dir });
  rmSync(dir, { recursive: true });
}

/** A server and a client; each may be given a node to run on. */
export function workload(serverNode: string, clientNode: string): string {
  const pod = (name: string, node: string, command: readonly string[]): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name, image: WORKLOAD_IMAGE, imagePullPolicy: 'Never', command }],
    },
  });
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  };
  const items = [
    pod('web', serverNode, ['httpd', '-f', '-p', '8080', '-h', '/']),
    pod('client', clientNode, ['sleep', '100000']),
    service,
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
