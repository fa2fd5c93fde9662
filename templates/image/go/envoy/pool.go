package main

import (
	"crypto/tls"
	"fmt"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	checkEvery  = 2 * time.Second
	answerIn    = 3 * time.Second
	dialIn      = 2 * time.Second
	failuresMax = 2
)

// pool knows the backends, which of them are healthy, and which is next in turn.
type pool struct {
	mutex    sync.Mutex
	backends []string
	failures map[string]int
	turn     int
	changed  chan struct{}
	client   *http.Client
}

func newPool() *pool {
	return &pool{
		failures: map[string]int{},
		changed:  make(chan struct{}, 1),
		client: &http.Client{
			Timeout: answerIn,
			Transport: &http.Transport{
				DisableKeepAlives: true,
				// Only liveness is asked here; clients verify the API server end to end.
				TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
			},
		},
	}
}

// set replaces the backends; a new one counts as down until its first good answer.
func (p *pool) set(backends []string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if slices.Equal(backends, p.backends) {
		return
	}
	known := map[string]int{}
	for _, backend := range backends {
		failures, ok := p.failures[backend]
		if !ok {
			failures = failuresMax
		}
		known[backend] = failures
	}
	p.backends, p.failures = backends, known
	log.Printf("backends: %v", backends)
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// dial connects to a backend: healthy ones in turn first, and when there is none any that answers.
func (p *pool) dial() (net.Conn, error) {
	var last error
	for _, backend := range p.inOrder() {
		connection, err := net.DialTimeout("tcp", backend, dialIn)
		if err == nil {
			return connection, nil
		}
		last = err
	}
	return nil, fmt.Errorf("no backend answers: %v", last)
}

func (p *pool) inOrder() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var healthy, others []string
	for i := range p.backends {
		backend := p.backends[(p.turn+i)%len(p.backends)]
		if p.failures[backend] < failuresMax {
			healthy = append(healthy, backend)
		} else {
			others = append(others, backend)
		}
	}
	p.turn++
	return append(healthy, others...)
}

// checkForever asks every backend for its health, at once after a change and then regularly.
func (p *pool) checkForever() {
	for {
		p.mutex.Lock()
		backends := p.backends
		p.mutex.Unlock()
		var waiting sync.WaitGroup
		for _, backend := range backends {
			waiting.Go(func() { p.note(backend, p.check(backend)) })
		}
		waiting.Wait()
		select {
		case <-p.changed:
		case <-time.After(checkEvery):
		}
	}
}

func (p *pool) check(backend string) error {
	answer, err := p.client.Get("https://" + backend + "/healthz")
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %s", answer.Status)
	}
	return nil
}

func (p *pool) note(backend string, problem error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	before, known := p.failures[backend]
	if !known {
		return
	}
	after := 0
	if problem != nil {
		after = before + 1
	}
	p.failures[backend] = after
	if (before < failuresMax) != (after < failuresMax) {
		log.Printf("%s is %s %v", backend, map[bool]string{true: "up", false: "down"}[after < failuresMax], problem)
	}
}
