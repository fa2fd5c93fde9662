// The flags of kubectl's commands. Source: the help of kubectl 1.36, and k8s.io/kubectl for flags with an optional value.

/** How a flag is written: alone, with a value, or with a value that only "=" can give. */
export interface Flag {
  readonly name: string;
  readonly form: 'switch' | 'value' | 'optional';
}

/** Flags that several commands have. */
const shared: Readonly<Record<string, string>> = {
  $print: 'allow-missing-template-keys output/o= show-managed-fields template=',
  $files: 'filename/f= kustomize/k= recursive/R',
  $change: 'dry-run? field-manager=',
  // Of every command.
  $global:
    'as= as-group= as-uid= as-user-extra= cache-dir= certificate-authority= client-certificate= client-key= cluster= ' +
    'context= disable-compression help/h insecure-skip-tls-verify kubeconfig= kuberc= log-flush-frequency= ' +
    'match-server-version namespace/n= password= profile= profile-output= request-timeout= server/s= tls-server-name= ' +
    'token= user= username= v/v= vmodule= warnings-as-errors',
};

/** By command: name, "/" and a letter, "=" for a value, "?" for one that only "=" can give. */
const table: Readonly<Record<string, string>> = {
  get: '$print $files all-namespaces/A chunk-size= field-selector= ignore-not-found label-columns/L= no-headers output-watch-events raw= selector/l= server-print show-kind show-labels sort-by= subresource= watch/w watch-only',
  describe: '$files all-namespaces/A chunk-size= selector/l= show-events',
  delete:
    '$files all all-namespaces/A cascade? dry-run? field-selector= force grace-period= ignore-not-found interactive/i now output/o= raw= selector/l= timeout= wait',
  edit: '$print $files field-manager= output-patch save-config subresource= validate? windows-line-endings',
  apply:
    '$print $files $change all cascade? force force-conflicts grace-period= openapi-patch overwrite prune prune-allowlist= selector/l= server-side subresource= timeout= validate? wait',
  patch: '$print $files $change local patch/p= patch-file= subresource= type=',
  replace: '$print $files $change cascade? force grace-period= raw= save-config subresource= timeout= validate? wait',
  label:
    '$print $files $change all all-namespaces/A field-selector= list local overwrite resource-version= selector/l=',
  annotate:
    '$print $files $change all all-namespaces/A field-selector= list local overwrite resource-version= selector/l=',
  scale: '$print $files all current-replicas= dry-run? replicas= resource-version= selector/l= timeout=',
  autoscale: '$print $files $change cpu= max= memory= min= name= save-config cpu-percent=',
  expose:
    '$print $files $change cluster-ip= external-ip= labels/l= load-balancer-ip= name= override-type= overrides= port= protocol= save-config selector= session-affinity= target-port= type=',
  exec: 'container/c= filename/f= pod-running-timeout= quiet/q stdin/i tty/t',
  attach: 'container/c= detach-keys= pod-running-timeout= quiet/q stdin/i tty/t',
  logs: 'all-containers all-pods container/c= follow/f ignore-errors insecure-skip-tls-verify-backend limit-bytes= max-log-requests= pod-running-timeout= prefix previous/p selector/l= since= since-time= tail= timestamps',
  'port-forward': 'address= pod-running-timeout=',
  cp: 'container/c= no-preserve retries=',
  run: '$print $files $change annotations= attach cascade? command detach-keys= env= expose force grace-period= image= image-pull-policy= labels/l= leave-stdin-open override-type= overrides= pod-running-timeout= port= privileged quiet/q restart= rm save-config stdin/i timeout= tty/t wait',
  cordon: 'dry-run? selector/l=',
  uncordon: 'dry-run? selector/l=',
  drain:
    'chunk-size= delete-emptydir-data disable-eviction dry-run? force grace-period= ignore-daemonsets pod-selector= selector/l= skip-wait-for-delete-timeout= timeout=',
  taint: '$print $change all overwrite selector/l= validate?',
  debug:
    'arguments-only attach container/c= copy-to= custom= env= filename/f= image= image-pull-policy= keep-annotations keep-init-containers keep-labels keep-liveness keep-readiness keep-startup profile= quiet/q replace same-node set-image= share-processes stdin/i target= tty/t',
  events: '$print all-namespaces/A chunk-size= for= no-headers types= watch/w',
  wait: '$print all all-namespaces/A field-selector= filename/f= for= local recursive/R selector/l= timeout=',
  diff: '$files concurrency= field-manager= force-conflicts prune prune-allowlist= selector/l= server-side show-managed-fields show-secrets',
  proxy:
    'accept-hosts= accept-paths= address= api-prefix= append-server-path disable-filter keepalive= port/p= reject-methods= reject-paths= unix-socket/u= www/w= www-prefix/P=',
  'api-resources': 'api-group= cached categories= namespaced no-headers output/o= show-managed-fields sort-by= verbs=',
  'api-versions': '',
  version: 'client output/o=',
  explain: 'api-version= output/o= recursive/R',
  kustomize:
    'as-current-user enable-alpha-plugins enable-helm env/e= helm-api-versions= helm-command= helm-debug helm-kube-version= load-restrictor= mount= network network-name= output/o=',
  'cluster-info': '',
  create: '$print $files $change edit raw= save-config selector/l= validate? windows-line-endings',
  'create clusterrole':
    '$print $change aggregation-rule= non-resource-url= resource= resource-name= save-config validate? verb=',
  'create clusterrolebinding': '$print $change clusterrole= group= save-config serviceaccount= user= validate?',
  'create configmap': '$print $change append-hash from-env-file= from-file= from-literal= save-config validate?',
  'create cronjob': '$print $change image= restart= save-config schedule= validate?',
  'create deployment': '$print $change image= port= replicas/r= save-config validate?',
  'create ingress': '$print $change annotation= class= default-backend= rule= save-config validate?',
  'create job': '$print $change from= image= save-config validate?',
  'create namespace': '$print $change save-config validate?',
  'create poddisruptionbudget': '$print $change max-unavailable= min-available= save-config selector= validate?',
  'create priorityclass': '$print $change description= global-default preemption-policy= save-config validate? value=',
  'create quota': '$print $change hard= save-config scopes= validate?',
  'create role': '$print $change resource= resource-name= save-config validate? verb=',
  'create rolebinding': '$print $change clusterrole= group= role= save-config serviceaccount= user= validate?',
  'create secret generic':
    '$print $change append-hash from-env-file= from-file= from-literal= save-config type= validate?',
  'create secret tls': '$print $change append-hash cert= key= save-config validate?',
  'create secret docker-registry':
    '$print $change append-hash docker-email= docker-password= docker-server= docker-username= from-file= save-config validate?',
  'create service clusterip': '$print $change clusterip= save-config tcp= validate?',
  'create service externalname': '$print $change external-name= save-config tcp= validate?',
  'create service nodeport': '$print $change node-port= save-config tcp= validate?',
  'create service loadbalancer': '$print $change save-config tcp= validate?',
  'create serviceaccount': '$print $change save-config validate?',
  'create token': '$print audience= bound-object-kind= bound-object-name= bound-object-uid= duration=',
  'rollout history': '$print $files revision= selector/l=',
  'rollout pause': '$print $files field-manager= selector/l=',
  'rollout restart': '$print $files field-manager= selector/l=',
  'rollout resume': '$print $files field-manager= selector/l=',
  'rollout status': '$files revision= selector/l= timeout= watch/w',
  'rollout undo': '$print $files dry-run? selector/l= to-revision=',
  'set env':
    '$print $files $change all containers/c= env/e= from= keys= list local overwrite prefix= resolve selector/l=',
  'set image': '$print $files $change all local selector/l=',
  'set resources': '$print $files $change all containers/c= limits= local requests= selector/l=',
  'set selector': '$print $change all filename/f= local recursive/R resource-version=',
  'set serviceaccount': '$print $files $change all local',
  'set subject': '$print $files $change all group= local selector/l= serviceaccount= user=',
  'top node': 'no-headers selector/l= show-capacity show-swap sort-by= use-protocol-buffers',
  'top pod':
    'all-namespaces/A containers field-selector= no-headers selector/l= show-swap sort-by= sum use-protocol-buffers',
  'auth can-i': 'all-namespaces/A list no-headers quiet/q subresource=',
  'auth whoami': '$print',
  'auth reconcile': '$print $files dry-run? remove-extra-permissions remove-extra-subjects',
  'certificate approve': '$print $files force',
  'certificate deny': '$print $files force',
  'cluster-info dump': '$print all-namespaces/A namespaces= output-directory= pod-running-timeout=',
  'apply view-last-applied': '$files all output/o= selector/l=',
  'apply set-last-applied': '$print create-annotation dry-run? filename/f=',
  'apply edit-last-applied': '$print $files field-manager= validate? windows-line-endings',
};

/** Names of all commands and subcommands whose flags are known. */
export const commandNames: readonly string[] = Object.keys(table);

/** The flags of a command, by "--name" and by "-n". */
export function flagsOf(command: string): ReadonlyMap<string, Flag> {
  const own = Object.hasOwn(table, command) ? (table[command] ?? '') : '';
  const words = `${own} $global`.split(' ').flatMap((word) => shared[word]?.split(' ') ?? [word]);
  const flags = new Map<string, Flag>();
  for (const word of words) {
    const [, name = '', letter, mark] = /^([a-z-]+)(?:\/(\w))?([=?]?)$/.exec(word) ?? [];
    const flag: Flag = { name, form: mark === '=' ? 'value' : mark === '?' ? 'optional' : 'switch' };
    // A command's own flag wins over one of every command.
    if (!flags.has(`--${name}`)) flags.set(`--${name}`, flag);
    if (letter !== undefined && !flags.has(`-${letter}`)) flags.set(`-${letter}`, flag);
  }
  return flags;
}
