// Reading what a node prints about what its API server depends on.
import { expect, test } from 'vitest';
import { parseVitals } from '../../src/node/vitals.ts';

test('reads the vitals of a node', () => {
  const vitals = parseVitals(`
== units
containerd\tactive
kubelet\tinactive
== addresses
172.18.0.2
== start
172.18.0.2
== now
1000
== certificates
ca\tyes\tNov 25 00:00:00 2036 GMT
apiserver\t\t
== etcd
12
== servers
7\t33.5
== changed
990
== port
users:(("kube-apiserver",pid=7,fd=3))
== readyz
[-]etcd failed
== kubelet
== faults
etcd.yaml\tE1 file.go] "Could not process manifest file" err="/m/etcd.yaml: couldn't parse as pod(\\"x\\")"
== pod
"Error syncing pod" err="back-off 1m20s restarting failed container=kube-apiserver"
== etcd-wait
"Error syncing pod" err="back-off 40s restarting failed container=etcd pod=etcd-kind"
== file
1:5
== open
7\t9\t1:4\t/l (deleted)
== attributes
----i---\t/l
== refused
Error in audit plugin 'log' affecting 1 audit events: EIO
`);
  expect(vitals).toMatchObject({
    addresses: ['172.18.0.2'],
    addressAtStart: '172.18.0.2',
    now: 1_000_000,
    certificates: [
      { name: 'ca', there: true, ends: Date.UTC(2036, 10, 25) },
      { name: 'apiserver', there: false, ends: null },
    ],
    etcdRuns: true,
    servers: [{ pid: 7, age: 33.5 }],
    manifestChanged: 990,
    backOff: '1m20s',
    etcdBackOff: '40s',
    logIdentity: '1:5',
    open: [{ pid: 7, fd: 9, identity: '1:4', path: '/l (deleted)' }],
  });
  expect(vitals.faults.get('etcd.yaml')).toBe('/m/etcd.yaml: couldn\'t parse as pod("x")');
  expect(parseVitals('== etcd\n')).toMatchObject({ etcdRuns: false });
});

test.each([
  ['active\t0\t  5', 'active'],
  ['active\t12\t  0', 'restarting'],
  ['active\t12\t  3600', 'active'],
  ['active\t1\t  3', 'active'],
  ['active\t12\t', 'active'],
  ['active', 'active'],
  ['activating\t3\t', 'restarting'],
  ['activating\t0\t', 'activating'],
  ['failed\t5\t', 'failed'],
])('a service that ends again and again is not taken for one that runs: %j is %s', (fields, state) => {
  expect(parseVitals(`== units\nkubelet\t${fields}\n`).units.get('kubelet')).toBe(state);
});
