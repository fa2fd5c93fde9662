package main

import (
	"reflect"
	"testing"

	v1 "k8s.io/api/core/v1"
)

func nodeWith(name string, podCIDRs []string, addresses ...v1.NodeAddress) *v1.Node {
	node := &v1.Node{}
	node.Name = name
	node.Spec.PodCIDRs = podCIDRs
	node.Status.Addresses = addresses
	return node
}

func internal(address string) v1.NodeAddress {
	return v1.NodeAddress{Type: v1.NodeInternalIP, Address: address}
}

func TestPlan(t *testing.T) {
	one := nodeWith("one", []string{"10.244.0.0/24"}, internal("172.18.0.2"))
	two := nodeWith("two", []string{"10.244.1.0/24"}, internal("172.18.0.3"))
	three := nodeWith("three", []string{"10.244.2.0/24"}, internal("172.18.0.4"))
	for _, c := range []struct {
		name  string
		nodes []*v1.Node
		want  network
	}{
		{"no nodes", nil, network{}},
		{
			"this node alone has no routes",
			[]*v1.Node{one},
			network{podCIDR: "10.244.0.0/24", pods: []string{"10.244.0.0/24"}},
		},
		{
			"routes and ranges are sorted, whatever the order of the nodes",
			[]*v1.Node{three, one, two},
			network{
				podCIDR: "10.244.0.0/24",
				routes:  []route{{"10.244.1.0/24", "172.18.0.3"}, {"10.244.2.0/24", "172.18.0.4"}},
				pods:    []string{"10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24"},
			},
		},
		{
			"a node without a range is left out, also when it is this one",
			[]*v1.Node{nodeWith("one", nil, internal("172.18.0.2")), two},
			network{routes: []route{{"10.244.1.0/24", "172.18.0.3"}}, pods: []string{"10.244.1.0/24"}},
		},
		{
			"a node without an address gets no route, but its pods are known",
			[]*v1.Node{one, nodeWith("two", []string{"10.244.1.0/24"})},
			network{podCIDR: "10.244.0.0/24", pods: []string{"10.244.0.0/24", "10.244.1.0/24"}},
		},
		{
			"of two stacks the IPv4 half is used",
			[]*v1.Node{
				one,
				nodeWith("two", []string{"fd00:10:244:1::/64", "10.244.1.0/24"}, internal("fc00::3"), internal("172.18.0.3")),
			},
			network{
				podCIDR: "10.244.0.0/24",
				routes:  []route{{"10.244.1.0/24", "172.18.0.3"}},
				pods:    []string{"10.244.0.0/24", "10.244.1.0/24"},
			},
		},
		{
			"only an internal address is a way",
			[]*v1.Node{one, nodeWith("two", []string{"10.244.1.0/24"}, v1.NodeAddress{Type: v1.NodeExternalIP, Address: "192.0.2.1"})},
			network{podCIDR: "10.244.0.0/24", pods: []string{"10.244.0.0/24", "10.244.1.0/24"}},
		},
		{
			"what is no range and no address is left out",
			[]*v1.Node{one, nodeWith("two", []string{"10.244.1.0"}, internal("two"))},
			network{podCIDR: "10.244.0.0/24", pods: []string{"10.244.0.0/24"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := plan("one", c.nodes); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}
