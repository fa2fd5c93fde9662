// The Go module: what is read from it, and the one that is derived for another Kubernetes.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  deriveGoMod,
  goVersionOf,
  readCompanions,
  requiredVersion,
  stagingModules,
} from '../../src/image/go-module.ts';

const shipped = readFileSync(new URL('../../templates/image/go/go.mod', import.meta.url), 'utf8');

const kubernetesGoMod = `
module k8s.io/kubernetes

go 1.25.0

godebug default=go1.25

require (
	k8s.io/api v0.0.0
)

replace (
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/client-go => ./staging/src/k8s.io/client-go
)
`;

test('the shipped go.mod pins Kubernetes, etcd, CoreDNS and kind, and the staging modules with the same patch', () => {
  expect(requiredVersion(shipped, 'k8s.io/kubernetes')).toBe('v1.36.3');
  expect(requiredVersion(shipped, 'go.etcd.io/etcd/server/v3')).toBe('v3.6.8');
  expect(requiredVersion(shipped, 'github.com/coredns/coredns')).toBe('v1.14.2');
  expect(requiredVersion(shipped, 'sigs.k8s.io/kind')).toBe('v0.33.0');
  expect(requiredVersion(shipped, 'example.com/nothing')).toBeNull();
  const replaced = [...shipped.matchAll(/=> (k8s\.io\/\S+) (v\S+)/g)].map(([, , version]) => version);
  expect(replaced.length).toBeGreaterThan(30);
  expect(new Set(replaced)).toEqual(new Set(['v0.36.3']));
});

test('a go.mod says which Go it requires', () => {
  expect(goVersionOf(shipped)).toBe('1.26.0');
  expect(goVersionOf('module x\n')).toBeNull();
});

test('a single-line require is read too', () => {
  expect(requiredVersion('require k8s.io/kubernetes v1.35.4\n', 'k8s.io/kubernetes')).toBe('v1.35.4');
});

test('the staging modules are those that Kubernetes replaces by its own folders', () => {
  expect(stagingModules(kubernetesGoMod)).toEqual(['k8s.io/api', 'k8s.io/client-go']);
});

test.each([
  ['\tDefaultEtcdVersion = "3.6.6-0"\n\tCoreDNSVersion = "v1.13.1"', { etcd: '3.6.6', coredns: '1.13.1' }],
  ['\tDefaultEtcdVersion = "3.5.24"\n\tCoreDNSVersion = "1.12.0"', { etcd: '3.5.24', coredns: '1.12.0' }],
  ['\tMinExternalEtcdVersion = "3.5.24-0"\n\tCoreDNSVersion = "v1.13.1"', null],
  ['', null],
])('the versions that kubeadm expects: %j', (constants, expected) => {
  expect(readCompanions(constants)).toEqual(expected);
});

test('another Kubernetes gets its own staging modules, its companions, and none of the old indirect requirements', () => {
  const goMod = deriveGoMod({
    template: shipped,
    kubernetesGoMod,
    version: 'v1.35.4',
    companions: { etcd: '3.6.6', coredns: '1.13.1' },
  });
  expect(goMod).toBe(`module kind-audit.invalid/node
go 1.26.0
godebug default=go1.25
require (
	github.com/coredns/coredns v1.13.1
	go.etcd.io/etcd/server/v3 v3.6.6
	k8s.io/kubernetes v1.35.4
	sigs.k8s.io/kind v0.33.0
)
replace (
	k8s.io/api => k8s.io/api v0.35.4
	k8s.io/client-go => k8s.io/client-go v0.35.4
)
`);
});

test('the newer of the two Go versions wins', () => {
  const goMod = deriveGoMod({
    template: 'module node\n\ngo 1.9.10\n\nrequire sigs.k8s.io/kind v0.33.0\n',
    kubernetesGoMod: 'go 1.25.0\n',
    version: 'v1.35.4',
    companions: { etcd: '3.6.6', coredns: '1.13.1' },
  });
  expect(goVersionOf(goMod)).toBe('1.25.0');
});
