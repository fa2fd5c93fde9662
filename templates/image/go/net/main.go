// Command kind-audit-net is the pod network of a kind cluster. On every node it gives the container
// runtime the addresses of the node's pods, keeps a route to the pods of each other node, and
// hides pod addresses from the world outside. It learns all that from the list of Nodes.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/fields"
	corev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	tokenFile   = "/var/run/secrets/kubernetes.io/serviceaccount/token"
	repairEvery = time.Minute
	retryAfter  = 2 * time.Second
)

func main() {
	node := flag.String("node", os.Getenv("NODE_NAME"), "the name of this node")
	kubeconfig := flag.String("kubeconfig", "/etc/kubernetes/kubelet.conf", "where to read the API server's address and authority")
	configDir := flag.String("cni-config-dir", "/etc/cni/net.d", "where the container runtime looks for its network")
	flag.Parse()
	log.SetFlags(0)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *node, *kubeconfig, *configDir); err != nil {
		log.Fatal(err)
	}
}

// run applies the network whenever a Node changes, after a failure, and now and then to repair it.
func run(ctx context.Context, node, kubeconfig, configDir string) error {
	client, err := connect(kubeconfig)
	if err != nil {
		return err
	}
	changed := make(chan struct{}, 1)
	store := watch(ctx, client, changed)
	applied := ""
	wait := time.NewTimer(repairEvery)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-wait.C:
		}
		next := repairEvery
		wanted := plan(node, nodesIn(store))
		if wanted.podCIDR == "" {
			continue
		}
		if err := apply(ctx, wanted, configDir); err != nil {
			log.Printf("will try again: %v", err)
			next = retryAfter
		} else if text := fmt.Sprint(wanted); text != applied {
			log.Printf("pods here: %s, routes: %v", wanted.podCIDR, wanted.routes)
			applied = text
		}
		wait.Reset(next)
	}
}

// connect speaks to the API server the kubelet speaks to, as this pod's service account. The
// service address would need kube-proxy first, and kube-proxy may still be starting.
func connect(kubeconfig string) (corev1.CoreV1Interface, error) {
	kubelet, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		return nil, err
	}
	current, ok := kubelet.Contexts[kubelet.CurrentContext]
	if !ok || kubelet.Clusters[current.Cluster] == nil {
		return nil, fmt.Errorf("%s names no cluster", kubeconfig)
	}
	cluster := kubelet.Clusters[current.Cluster]
	return corev1.NewForConfig(&rest.Config{
		Host:            cluster.Server,
		BearerTokenFile: tokenFile,
		TLSClientConfig: rest.TLSClientConfig{
			CAData:     cluster.CertificateAuthorityData,
			CAFile:     cluster.CertificateAuthority,
			ServerName: cluster.TLSServerName,
		},
	})
}

// watch keeps every Node in the store it gives back and rings `changed` after a change.
func watch(ctx context.Context, client corev1.CoreV1Interface, changed chan<- struct{}) cache.Store {
	ring := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	nodes := cache.NewListWatchFromClient(client.RESTClient(), "nodes", "", fields.Everything())
	store, controller := cache.NewInformerWithOptions(cache.InformerOptions{
		ListerWatcher: nodes,
		ObjectType:    &v1.Node{},
		Handler: cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { ring() },
			UpdateFunc: func(any, any) { ring() },
			DeleteFunc: func(any) { ring() },
		},
	})
	go controller.Run(ctx.Done())
	return store
}

func nodesIn(store cache.Store) []*v1.Node {
	var nodes []*v1.Node
	for _, item := range store.List() {
		if node, ok := item.(*v1.Node); ok {
			nodes = append(nodes, node)
		}
	}
	return nodes
}
