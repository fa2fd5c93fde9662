package main

import (
	"fmt"
	"net"
	"strconv"

	"sigs.k8s.io/yaml"
)

type socketAddress struct {
	Address string `json:"address"`
	Port    int    `json:"port_value"`
}

func (s socketAddress) String() string {
	return net.JoinHostPort(s.Address, strconv.Itoa(s.Port))
}

type address struct {
	Socket socketAddress `json:"socket_address"`
}

type pathSource struct {
	From struct {
		Path string `json:"path"`
	} `json:"path_config_source"`
}

// readBootstrap gives the paths of the listener file and of the backend file.
func readBootstrap(path string) (listeners, backends string, err error) {
	var file struct {
		Dynamic struct {
			Listeners pathSource `json:"lds_config"`
			Clusters  pathSource `json:"cds_config"`
		} `json:"dynamic_resources"`
	}
	if err := readYAML(path, &file); err != nil {
		return "", "", err
	}
	listeners, backends = file.Dynamic.Listeners.From.Path, file.Dynamic.Clusters.From.Path
	if listeners == "" || backends == "" {
		return "", "", fmt.Errorf("%s names no listener file or no backend file", path)
	}
	return listeners, backends, nil
}

// readListener gives the address to listen on; empty while kind has not written one yet.
func readListener(path string) (string, error) {
	var file struct {
		Resources []struct {
			Address address `json:"address"`
		} `json:"resources"`
	}
	if err := readYAML(path, &file); err != nil {
		return "", err
	}
	if len(file.Resources) == 0 {
		return "", nil
	}
	return file.Resources[0].Address.Socket.String(), nil
}

// readBackends gives every backend as host:port.
func readBackends(path string) ([]string, error) {
	var file struct {
		Resources []struct {
			Assignment struct {
				Groups []struct {
					Members []struct {
						Endpoint struct {
							Address address `json:"address"`
						} `json:"endpoint"`
					} `json:"lb_endpoints"`
				} `json:"endpoints"`
			} `json:"load_assignment"`
		} `json:"resources"`
	}
	if err := readYAML(path, &file); err != nil {
		return nil, err
	}
	var found []string
	for _, resource := range file.Resources {
		for _, group := range resource.Assignment.Groups {
			for _, member := range group.Members {
				found = append(found, member.Endpoint.Address.Socket.String())
			}
		}
	}
	return found, nil
}

func readYAML(path string, into any) error {
	text, err := readFile(path)
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
