package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
	"sigs.k8s.io/knftables"
)

const (
	configName = "10-kind-audit.conflist"
	// ours marks the routes this program has made, so that it removes no others.
	ours  netlink.RouteProtocol = 207
	table                       = "kind-audit-net"
)

// apply brings the node to the wanted network. Repeating it changes nothing.
func apply(ctx context.Context, wanted network, configDir string) error {
	return errors.Join(
		setRoutes(wanted.routes),
		setMasquerade(ctx, wanted),
		writeConfig(filepath.Join(configDir, configName), wanted.podCIDR),
	)
}

// writeConfig configures the container runtime: a virtual cable for each pod, an address from the range, host ports on request.
func writeConfig(path, podCIDR string) error {
	everywhere := "0.0.0.0/0"
	text, err := json.MarshalIndent(map[string]any{
		"cniVersion": "1.0.0",
		"name":       "kind-audit",
		"plugins": []any{
			map[string]any{
				"type": "ptp",
				"ipam": map[string]any{
					// Its memory outlives a restart of the node, so that a pod does not get the address under
					// which the cluster still knows another one.
					"type":   "host-local",
					"ranges": []any{[]any{map[string]any{"subnet": podCIDR}}},
					"routes": []any{map[string]any{"dst": everywhere}},
				},
			},
			map[string]any{"type": "portmap", "capabilities": map[string]any{"portMappings": true}},
		},
	}, "", "  ")
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(path); err == nil && string(old) == string(text) {
		return nil
	}
	beside := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	if err := os.WriteFile(beside, text, 0o644); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

// setRoutes makes the wanted routes and removes our own that are no longer wanted.
func setRoutes(wanted []route) error {
	keep := map[string]bool{}
	var problems []error
	for _, one := range wanted {
		_, range_, err := net.ParseCIDR(one.podCIDR)
		if err != nil {
			return err
		}
		keep[range_.String()] = true
		err = netlink.RouteReplace(&netlink.Route{Dst: range_, Gw: net.ParseIP(one.through), Protocol: ours})
		if err != nil {
			problems = append(problems, fmt.Errorf("route to %s through %s: %w", one.podCIDR, one.through, err))
		}
	}
	existing, err := netlink.RouteListFiltered(unix.AF_INET, &netlink.Route{Protocol: ours}, netlink.RT_FILTER_PROTOCOL)
	if err != nil {
		return errors.Join(append(problems, err)...)
	}
	for _, old := range existing {
		if old.Dst != nil && !keep[old.Dst.String()] {
			problems = append(problems, netlink.RouteDel(&old))
		}
	}
	return errors.Join(problems...)
}

// setMasquerade lets what leaves the pod network carry the node's own address.
func setMasquerade(ctx context.Context, wanted network) error {
	rules, err := knftables.New(knftables.IPv4Family, table)
	if err != nil {
		return err
	}
	change := rules.NewTransaction()
	change.Add(&knftables.Table{})
	change.Add(&knftables.Set{Name: "pods", Type: "ipv4_addr", Flags: []knftables.SetFlag{knftables.IntervalFlag}})
	change.Flush(&knftables.Set{Name: "pods"})
	for _, podCIDR := range wanted.pods {
		change.Add(&knftables.Element{Set: "pods", Key: []string{podCIDR}})
	}
	change.Add(&knftables.Chain{
		Name:     "leaving",
		Type:     knftables.PtrTo(knftables.NATType),
		Hook:     knftables.PtrTo(knftables.PostroutingHook),
		Priority: knftables.PtrTo(knftables.SNATPriority),
	})
	change.Flush(&knftables.Chain{Name: "leaving"})
	change.Add(&knftables.Rule{
		Chain: "leaving",
		Rule:  knftables.Concat("ip saddr", wanted.podCIDR, "ip daddr != @pods", "masquerade"),
	})
	return rules.Run(ctx, change)
}
