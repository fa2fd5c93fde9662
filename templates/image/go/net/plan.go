package main

import (
	"net/netip"
	"sort"

	v1 "k8s.io/api/core/v1"
)

// network is what one node needs; everything in it is IPv4.
type network struct {
	// podCIDR holds the addresses of this node's pods; empty until the cluster has assigned it.
	podCIDR string
	// routes lead to the pods of the other nodes, sorted.
	routes []route
	// pods are all the ranges that pods of this cluster have, sorted.
	pods []string
}

type route struct {
	podCIDR string
	through string
}

// plan works out the network of one node from the list of all.
func plan(self string, nodes []*v1.Node) network {
	var wanted network
	for _, node := range nodes {
		podCIDR := podCIDROf(node)
		if podCIDR == "" {
			continue
		}
		wanted.pods = append(wanted.pods, podCIDR)
		if node.Name == self {
			wanted.podCIDR = podCIDR
		} else if address := addressOf(node); address != "" {
			wanted.routes = append(wanted.routes, route{podCIDR, address})
		}
	}
	sort.Strings(wanted.pods)
	sort.Slice(wanted.routes, func(i, j int) bool { return wanted.routes[i].podCIDR < wanted.routes[j].podCIDR })
	return wanted
}

func podCIDROf(node *v1.Node) string {
	for _, text := range node.Spec.PodCIDRs {
		if prefix, err := netip.ParsePrefix(text); err == nil && prefix.Addr().Is4() {
			return prefix.String()
		}
	}
	return ""
}

func addressOf(node *v1.Node) string {
	for _, entry := range node.Status.Addresses {
		if entry.Type != v1.NodeInternalIP {
			continue
		}
		if address, err := netip.ParseAddr(entry.Address); err == nil && address.Is4() {
			return address.String()
		}
	}
	return ""
}
