package main

import (
	"errors"
	"net"
	"slices"
	"testing"
)

var down = errors.New("no answer")

// poolOf gives a pool that knows the backends and has heard the answers, each a backend and its problem.
func poolOf(backends []string, answers ...answer) *pool {
	p := newPool()
	p.set(backends)
	for _, a := range answers {
		p.note(a.backend, a.problem)
	}
	return p
}

type answer struct {
	backend string
	problem error
}

func TestOrder(t *testing.T) {
	abc := []string{"a:1", "b:1", "c:1"}
	up := []answer{{"a:1", nil}, {"b:1", nil}, {"c:1", nil}}
	with := func(more ...answer) []answer { return append(slices.Clone(up), more...) }
	for _, c := range []struct {
		name    string
		answers []answer
		// want are the orders of connections that follow each other.
		want [][]string
	}{
		{"all up: each has its turn", up, [][]string{{"a:1", "b:1", "c:1"}, {"b:1", "c:1", "a:1"}, {"c:1", "a:1", "b:1"}, abc}},
		{"a new backend is down until it answers", up[1:2], [][]string{{"b:1", "a:1", "c:1"}, {"b:1", "c:1", "a:1"}}},
		{"one failure is forgiven", with(answer{"a:1", down}), [][]string{abc}},
		{"two are not: it comes last", with(answer{"a:1", down}, answer{"a:1", down}), [][]string{{"b:1", "c:1", "a:1"}}},
		{
			"one good answer brings it back",
			with(answer{"a:1", down}, answer{"a:1", down}, answer{"a:1", down}, answer{"a:1", nil}),
			[][]string{abc},
		},
		{"an answer of a stranger changes nothing", with(answer{"d:1", nil}), [][]string{abc}},
		{"none is up: all are tried", nil, [][]string{abc}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := poolOf(abc, c.answers...)
			for turn, want := range c.want {
				if got := p.inOrder(); !slices.Equal(got, want) {
					t.Errorf("turn %d: got %v, want %v", turn, got, want)
				}
			}
		})
	}
}

func TestSet(t *testing.T) {
	p := poolOf([]string{"a:1", "b:1"}, answer{"a:1", nil}, answer{"b:1", nil})
	rung := func() bool {
		select {
		case <-p.changed:
			return true
		default:
			return false
		}
	}
	if !rung() {
		t.Error("the first backends are a change")
	}
	p.set([]string{"a:1", "b:1"})
	if rung() {
		t.Error("the same backends are no change")
	}
	p.set([]string{"c:1", "b:1"})
	if !rung() {
		t.Error("other backends are a change")
	}
	if got, want := p.inOrder(), []string{"b:1", "c:1"}; !slices.Equal(got, want) {
		t.Errorf("a backend that stays keeps its health: got %v, want %v", got, want)
	}
	p.set(nil)
	if got := p.inOrder(); len(got) != 0 {
		t.Errorf("no backends: got %v", got)
	}
	if _, err := p.dial(); err == nil {
		t.Error("no backends, and yet a connection")
	}
}

func TestDial(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	answers, silent := listener.Addr().String(), gone.Addr().String()
	// The one that is thought to be up has just gone; the other is thought to be down.
	p := poolOf([]string{silent, answers}, answer{silent, nil})
	connection, err := p.dial()
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if got := connection.RemoteAddr().String(); got != answers {
		t.Errorf("connected to %s, want %s", got, answers)
	}
}
