// kubectl command lines and the requests that kubectl 1.36 sends for them, as measured with a server that recorded them.
import { describe, expect, test } from 'vitest';
import { requestsFromKubectl } from '../../src/policy/request/from-kubectl.ts';
import { Refusal } from '../../src/policy/request/refusal.ts';
import { runCli } from '../kit/run-cli.ts';

/** "verb resource.group/subresource namespace/name", or "verb path". */
function sent(line: string): readonly string[] | string {
  const found = requestsFromKubectl(line);
  if (found instanceof Refusal) return found.message;
  return found.requests.map(({ verb, group, resource, subresource, namespace, name, path }) =>
    resource === ''
      ? `${verb} ${path}`
      : `${verb} ${resource}${group && `.${group}`}${subresource && `/${subresource}`} ${namespace}/${name}`,
  );
}

const all = [
  'list pods default/',
  'list replicationcontrollers default/',
  'list services default/',
  'list daemonsets.apps default/',
  'list deployments.apps default/',
  'list replicasets.apps default/',
  'list statefulsets.apps default/',
  'list horizontalpodautoscalers.autoscaling default/',
  'list cronjobs.batch default/',
  'list jobs.batch default/',
];

test.each<[string, readonly string[]]>([
  ['get po,svc', ['list pods default/', 'list services default/']],
  ['get po,svc a', ['get pods default/a', 'get services default/a']],
  ['get po,pods', ['list pods default/']],
  ['get all', all],
  ['get all,cm -nx', [...all, 'list configmaps default/'].map((each) => each.replace('default', 'x'))],
  ['get pod/a svc/b', ['get pods default/a', 'get services default/b']],
  ['get pods a b', ['get pods default/a', 'get pods default/b']],
  ['get pods a,b', ['get pods default/a,b']],
  ['get po -nbakery', ['list pods bakery/']],
  ['get po -n=bakery', ['list pods bakery/']],
  ['get po -n bakery', ['list pods bakery/']],
  ['get po --namespace=bakery', ['list pods bakery/']],
  ['--namespace bakery get po', ['list pods bakery/']],
  ['kubectl -nbakery get po', ['list pods bakery/']],
  ['/usr/local/bin/kubectl get po', ['list pods default/']],
  ['get po -n x --namespace y', ['list pods y/']],
  ['get po -A', ['list pods /']],
  ['get po -Aw', ['list pods /', 'watch pods /']],
  ['get po -wnbakery', ['list pods bakery/', 'watch pods bakery/']],
  ['get po -A=false', ['list pods default/']],
  ['get po --all-namespaces', ['list pods /']],
  ['get nodes -n x', ['list nodes /']],
  ['get ns', ['list namespaces /']],
  ['get ns x', ['get namespaces x/x']],
  ['get deployments.v1.apps oven', ['get deployments.apps default/oven']],
  ['get deployments.v1.apps/oven', ['get deployments.apps default/oven']],
  ['get deploy.apps oven', ['get deployments.apps default/oven']],
  ['get Deployment.v1.apps/oven', ['get deployments.apps default/oven']],
  ['get ingress.networking', ['list ingresses.networking.k8s.io default/']],
  ['get POD a', ['get pods default/a']],
  ['get ev', ['list events default/']],
  ['get pods.metrics.k8s.io', ['list pods.metrics.k8s.io default/']],
  ['get widgets.example.com -n x', ['list widgets.example.com x/']],
  ['get widgets.v1beta1.example.com a', ['get widgets.example.com default/a']],
  ['get secret --field-selector metadata.name=recipe', ['list secrets default/recipe']],
  ['get secret --field-selector=metadata.name=recipe,type=Opaque -l a=b', ['list secrets default/recipe']],
  ['get secret --field-selector metadata.name!=recipe', ['list secrets default/']],
  ["get pods -l 'app in (a,b)'", ['list pods default/']],
  ['get deploy x --subresource=status', ['get deployments.apps/status default/x']],
  ['get pods -w', ['list pods default/', 'watch pods default/']],
  ['get pods a -w', ['get pods default/a', 'watch pods default/a']],
  ['get pods --watch=false', ['list pods default/']],
  ['get pods --watch-only', ['list pods default/', 'watch pods default/']],
  ['get --raw /healthz', ['get /healthz']],
  ["get --raw '/api/v1/namespaces/x/pods?watch=1'", ['watch pods x/']],
  ['delete --raw /api/v1/namespaces/x/pods/y', ['delete pods x/y']],
  ['create --raw /api/v1/namespaces/x/pods -f pod.yaml', ['create pods x/']],
  ['replace --raw /api/v1/namespaces/x/pods/y -f pod.yaml', ['update pods x/y']],
  ['describe pods', ['list pods default/']],
  ['describe pod a', ['get pods default/a']],
  ['describe pod/a svc/b', ['get pods default/a', 'get services default/b']],
  ['delete pod a b', ['delete pods default/a', 'delete pods default/b']],
  ['delete po,svc a', ['delete pods default/a', 'delete services default/a']],
  ['delete ns old', ['delete namespaces old/old']],
  ['delete pods --all', ['list pods default/']],
  ['delete pods -lapp=web -A', ['list pods /']],
  ['delete all --all', all],
  ['delete pod a --dry-run=server', ['delete pods default/a']],
  ['edit deploy a', ['patch deployments.apps default/a']],
  ["patch deploy a -p '{}'", ['patch deployments.apps default/a']],
  ['patch deploy a --subresource=scale -p {}', ['patch deployments.apps/scale default/a']],
  ['label pods a b x=y z-', ['patch pods default/a', 'patch pods default/b']],
  ['label pods --all x=y', ['list pods default/']],
  ['label pods a --list', ['get pods default/a']],
  ['annotate ns a x=y', ['patch namespaces a/a']],
  [
    'scale deploy/a sts/b --replicas=3',
    ['patch deployments.apps/scale default/a', 'patch statefulsets.apps/scale default/b'],
  ],
  ['scale deploy a --replicas 3 --current-replicas 1', ['update deployments.apps/scale default/a']],
  ['autoscale deploy a --max=3', ['create horizontalpodautoscalers.autoscaling default/']],
  ['expose deploy a --port=80 --selector=a=b', ['create services default/']],
  ['rollout restart deploy', ['list deployments.apps default/']],
  ['rollout restart deploy/a', ['patch deployments.apps default/a']],
  ['rollout undo ds a', ['patch daemonsets.apps default/a']],
  ['rollout status deploy a', ['get deployments.apps default/a', 'list deployments.apps default/a']],
  ['rollout history deploy a', ['get deployments.apps default/a', 'list replicasets.apps default/']],
  ['rollout history sts a', ['get statefulsets.apps default/a', 'list controllerrevisions.apps default/']],
  ['exec -it a -c x -- sh -c "ls | wc"', ['get pods/exec default/a']],
  ['exec pod/a -nx -- ls -la', ['get pods/exec x/a']],
  ['attach a', ['get pods/attach default/a']],
  ['logs -f a -c x', ['get pods/log default/a']],
  ['logs a -p', ['get pods/log default/a']],
  ['logs -l a=b', ['list pods default/']],
  ['port-forward a 8080:80', ['get pods/portforward default/a']],
  ['cp x/a:/tmp/x y', ['get pods/exec x/a']],
  ['run a --image=i', ['create pods default/']],
  ['run a --image=i --expose --port=80 -- sleep 1', ['create pods default/', 'create services default/']],
  ['cordon a b', ['patch nodes /a', 'patch nodes /b']],
  ['uncordon node/a', ['patch nodes /a']],
  ['drain a --ignore-daemonsets', ['patch nodes /a', 'list pods /']],
  ['taint nodes a b k=v:NoSchedule', ['patch nodes /a', 'patch nodes /b']],
  ['taint node a k-', ['patch nodes /a']],
  ['debug a --image=i -it', ['patch pods/ephemeralcontainers default/a']],
  ['debug a --image=i --copy-to=b', ['create pods default/']],
  ['debug node/a --image=i', ['create pods default/']],
  ['events -A', ['list events /']],
  ['events --for pod/a', ['list events default/']],
  ['events -w', ['watch events default/']],
  ['wait --for=condition=Ready pod/a', ['get pods default/a', 'list pods default/a']],
  ['wait --for=create pod/a', ['get pods default/a']],
  ['auth can-i get pods', ['create selfsubjectaccessreviews.authorization.k8s.io /']],
  ['auth can-i --list', ['create selfsubjectrulesreviews.authorization.k8s.io /']],
  ['auth whoami', ['create selfsubjectreviews.authentication.k8s.io /']],
  ['top nodes', ['list nodes.metrics.k8s.io /', 'list nodes /']],
  ['top pod a -n x', ['get pods.metrics.k8s.io x/a']],
  ['create secret generic a --from-literal=a=b', ['create secrets default/']],
  ['create ns a', ['create namespaces /']],
  ['create clusterrole a --verb=get --resource=pods', ['create clusterroles.rbac.authorization.k8s.io /']],
  ['create job a --image=i -- date', ['create jobs.batch default/']],
  ['create svc nodeport a --tcp=80', ['create services default/']],
  ['create token a', ['create serviceaccounts/token default/a']],
  ['set image deploy/a c=j', ['patch deployments.apps default/a']],
  ['set env deploy a --list', ['get deployments.apps default/a']],
  ['set sa deploy a x', ['patch deployments.apps default/a']],
  ['certificate approve a', ['update certificatesigningrequests.certificates.k8s.io/approval /a']],
  ['version', ['get /version']],
])('%s', (line, requests) => expect(sent(line)).toEqual(requests));

test.each([
  ['', /names no kubectl command/],
  ['frobnicate', /kubectl frobnicate is not supported/],
  ['gte pods', /not supported/],
  ['get', /names no resource/],
  ['get widgets', /widgets is not a resource of Kubernetes itself/],
  ['get widgets.apps', /the group apps has no widgets/],
  ['get pods.apps', /the group apps has no pods; pods is one/],
  ['get widgets.example', /the group example is not known/],
  ['get pods a -A', /by its name across all namespaces/],
  ['get pods a -l x=y', /a name beside a selector/],
  ['get pods a b/c', /rejects "pods"/],
  ['get pods/a,svc/b', /rejects/],
  ['get all a', /no names for all/],
  ['get po,svc -w', /a single object/],
  ['get pods --all', /kubectl get has no flag --all/],
  ['get pods -x', /kubectl get has no flag -x/],
  ['get pods -n', /-n has no value/],
  ['get pods --help', /sends nothing/],
  ['get pods -f x', /depends on what the files hold/],
  ['get pods --subresource=status', /--subresource without a name/],
  ['get pods a --subresource=scale', /have no subresource scale/],
  ['get --raw healthz', /not a path/],
  ['get pods | grep a', /for a shell/],
  ['get pods $NAME', /for a shell/],
  ['get pods "a', /does not end/],
  ['get pods ..', /cannot be the name/],
  ['delete pods', /needs a name, a selector or --all/],
  ['delete pod a --dry-run=client', /does not send the change/],
  ['delete pod a --dry-run', /no such value/],
  ['delete -f x.yaml', /depends on what the files hold/],
  ['apply -f x.yaml', /depends on what the files hold/],
  ['apply -k .', /depends on what the files hold/],
  ['replace -f x.yaml --force', /depends on what the files hold/],
  ['create -f x.yaml', /depends on what the files hold/],
  ['create pod a', /create pod is not a whole command/],
  ['create secret a', /create secret a is not a whole command/],
  ['create cm a --dry-run=client', /does not send the change/],
  ['label pods a x=y --local', /sends nothing/],
  ['label pods a', /nothing to change/],
  ['label pods x=y', /needs a name/],
  ['rollout deploy a', /rollout deploy is not a whole command/],
  ['rollout', /rollout is not a whole command/],
  ['exec deploy/a -- ls', /chooses a pod itself/],
  ['exec a ls -la', /has no flag -l/],
  ['port-forward svc/web 80', /chooses a pod itself/],
  ['cp a b', /must be in a pod/],
  ['debug deploy/a --image=i', /pods and nodes/],
  ['proxy', /sends nothing/],
  ['config view', /sends nothing/],
  ['version --client', /sends nothing/],
  ['cluster-info dump', /depends on the cluster/],
  ['__proto__ x', /__proto__ is not supported/],
  ['create __proto__', /is not a whole command/],
  ['get constructor', /constructor is not a resource/],
])('no answer: %s', (line, message) => expect(sent(line)).toMatch(message));

describe('what is sent besides', () => {
  const besides = (line: string): string => {
    const found = requestsFromKubectl(line);
    return found instanceof Refusal ? found.message : [...found.besides, ...found.remarks].join('\n');
  };

  test.each([
    ['describe pods -n x', 'explain it with "get pods NAME -n x"'],
    ['delete pods --all -A', 'explain it with "delete pods NAME -n NAMESPACE"'],
    ['delete pod a', 'to wait until they are gone'],
    ['edit deploy a', 'a get of the object'],
    ['drain a', 'a create of pods/eviction'],
    ['get pods --as mia', 'sees the user who sends the request'],
    ['get widgets.example.com', 'taken for a resource with namespaces'],
  ])('%s', (line, text) => expect(besides(line)).toContain(text));

  test('nothing where there is nothing', () => expect(besides('delete pod a --wait=false')).toBe(''));
});

test('several requests are explained one by one, each with its name', async () => {
  const args = ['policy', 'explain', 'gce', '--user', 'mia', '--kubectl', 'get po,svc'];
  const { stdout, code } = await runCli(args);
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line.startsWith('list '))).toEqual([
    'list pods in default by mia (system:authenticated)',
    'list services in default by mia (system:authenticated)',
  ]);
  const documents = (await runCli([...args, '-o', 'json'])).stdout.trim().split('\n');
  expect(documents.map((each) => (JSON.parse(each) as { request: { resource: string } }).request.resource)).toEqual([
    'pods',
    'services',
  ]);
});

test('a refusal says what to type instead', async () => {
  expect(await runCli(['policy', 'explain', 'gce', '--kubectl', 'get widgets'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('widgets.GROUP'),
  });
});

test('a case of a suite with several requests holds for each', async () => {
  const files = {
    'p.yaml':
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: None, resources: [{resources: [pods]}]}\n- level: Metadata\n',
    's.yaml': 'policy: p.yaml\ncases:\n- {name: both, kubectl: "get po,svc", user: mia, expect: None}\n',
  };
  const { code, stdout } = await runCli('policy test s.yaml', { files });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ok +both: list pods in default by mia/m);
  expect(stdout).toMatch(/^fails +both: list services in default by mia/m);
});
