// Command envoy is a stand-in for the load balancer that kind puts in front of several control
// planes, for machines that cannot pull the real one. It understands the two files kind writes
// (one listener, one group of backends) and nothing else of Envoy: it passes TCP connections to
// the API servers that answer their health check.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const filesEvery = time.Second

func main() {
	bootstrap := flag.String("c", "", "the bootstrap file, which names the other two")
	flag.Parse()
	log.SetFlags(0)

	listenersFile, backendsFile, err := readBootstrap(*bootstrap)
	if err != nil {
		log.Fatal(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)

	pool := newPool()
	go pool.checkForever()

	var listener net.Listener
	var listening string
	for {
		if backends, err := readBackends(backendsFile); err != nil {
			log.Printf("backends: %v", err)
		} else {
			pool.set(backends)
		}
		address, err := readListener(listenersFile)
		if err != nil {
			log.Printf("listener: %v", err)
		} else if address != listening {
			if listener != nil {
				listener.Close()
			}
			listener, listening = listen(address, pool)
		}
		select {
		case <-stop:
			return
		case <-time.After(filesEvery):
		}
	}
}

// listen serves address and returns what to close and compare later; both are empty when it failed.
func listen(address string, pool *pool) (net.Listener, string) {
	if address == "" {
		return nil, ""
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Printf("listener: %v", err)
		return nil, ""
	}
	log.Printf("listening on %s", address)
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go pass(client, pool)
		}
	}()
	return listener, address
}

// pass connects a client with the next healthy backend until both sides are done.
func pass(client net.Conn, pool *pool) {
	defer client.Close()
	backend, err := pool.dial()
	if err != nil {
		log.Printf("%s: %v", client.RemoteAddr(), err)
		return
	}
	defer backend.Close()
	done := make(chan struct{}, 2)
	go copyAndClose(backend, client, done)
	go copyAndClose(client, backend, done)
	<-done
	<-done
}

// copyAndClose copies one direction and then closes the receiver's side for writing.
func copyAndClose(to, from net.Conn, done chan<- struct{}) {
	if _, err := io.Copy(to, from); err != nil {
		to.Close()
		from.Close()
	} else if half, ok := to.(*net.TCPConn); ok {
		half.CloseWrite()
	}
	done <- struct{}{}
}

func readFile(path string) ([]byte, error) {
	if strings.TrimSpace(path) == "" {
		return nil, fmt.Errorf("no file given: use -c FILE")
	}
	return os.ReadFile(path)
}
