// The oracle: Kubernetes' own policy loader, rule evaluator and request parser, asked through JSON lines.
//
//	oracle policy       {"policy": "text", "requests": [{…}]}  →  {"verdict", "stage", "errors", "decisions"}
//	oracle requestinfo  {"method": "GET", "url": "/api/v1/pods"}  →  {"resource", "verb", …}
//	oracle bench        {"policy": "text", "requests": [{…}]}  →  {"decisionsPerSecond"}
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"sort"
	"strings"
	"time"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/apis/audit"
	"k8s.io/apiserver/pkg/audit/policy"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/klog/v2"
)

type requestLine struct {
	User        *string  `json:"user"`
	Groups      []string `json:"groups"`
	Verb        string   `json:"verb"`
	Namespace   string   `json:"namespace"`
	Group       string   `json:"group"`
	Resource    string   `json:"resource"`
	Subresource string   `json:"subresource"`
	Name        string   `json:"name"`
	Path        string   `json:"path"`
}

func (r *requestLine) attributes() *authorizer.AttributesRecord {
	record := &authorizer.AttributesRecord{
		Verb: r.Verb, Namespace: r.Namespace, APIGroup: r.Group, Resource: r.Resource,
		Subresource: r.Subresource, Name: r.Name, Path: r.Path, ResourceRequest: r.Resource != "",
	}
	if r.User != nil {
		record.User = &user.DefaultInfo{Name: *r.User, Groups: r.Groups}
	}
	return record
}

type policyLine struct {
	Policy   string        `json:"policy"`
	Requests []requestLine `json:"requests"`
}

type decision struct {
	Rule              *int     `json:"rule"`
	Level             string   `json:"level"`
	OmitStages        []string `json:"omitStages"`
	OmitManagedFields bool     `json:"omitManagedFields"`
}

type policyAnswer struct {
	Verdict string `json:"verdict"`
	// decode, version, validation or rules: how far a refused policy came.
	Stage     string     `json:"stage,omitempty"`
	Message   string     `json:"message,omitempty"`
	Errors    []string   `json:"errors,omitempty"`
	Decisions []decision `json:"decisions,omitempty"`
}

var warnings bytes.Buffer

func answerPolicy(line policyLine) policyAnswer {
	warnings.Reset()
	loaded, err := policy.LoadPolicyFromBytes([]byte(line.Policy))
	if err != nil {
		return refusal(err)
	}
	answer := policyAnswer{Verdict: "accepts"}
	if strings.Contains(warnings.String(), "falling back to lenient decoding") {
		answer.Verdict = "ignores"
		answer.Message = warnings.String()
	}
	// The evaluator changes the policy that it is given, so each gets its own copy.
	evaluator := policy.NewPolicyRuleEvaluator(loaded.DeepCopy())
	numbered := loaded.DeepCopy()
	for i := range numbered.Rules {
		numbered.Rules[i].Level = audit.Level(fmt.Sprint(i))
	}
	finder := policy.NewPolicyRuleEvaluator(numbered)
	for i := range line.Requests {
		attributes := line.Requests[i].attributes()
		config := evaluator.EvaluatePolicyRule(attributes)
		found := decision{Level: string(config.Level), OmitStages: []string{}, OmitManagedFields: config.OmitManagedFields}
		for stage := range sets.New(config.OmitStages...) {
			found.OmitStages = append(found.OmitStages, string(stage))
		}
		sort.Strings(found.OmitStages)
		var index int
		if _, err := fmt.Sscan(string(finder.EvaluatePolicyRule(attributes).Level), &index); err == nil {
			found.Rule = &index
		}
		answer.Decisions = append(answer.Decisions, found)
	}
	return answer
}

func refusal(err error) policyAnswer {
	answer := policyAnswer{Verdict: "refuses", Stage: "validation", Message: err.Error()}
	var aggregate utilerrors.Aggregate
	switch {
	case strings.HasPrefix(err.Error(), "failed "):
		answer.Stage = "decode"
	case strings.HasPrefix(err.Error(), "unknown group version"):
		answer.Stage = "version"
	case strings.HasPrefix(err.Error(), "loaded illegal policy"):
		answer.Stage = "rules"
	case errors.As(err, &aggregate):
		paths := sets.New[string]()
		for _, one := range aggregate.Errors() {
			var fieldError *field.Error
			if errors.As(one, &fieldError) {
				paths.Insert(fieldError.Field)
			}
		}
		answer.Errors = sets.List(paths)
	}
	return answer
}

type urlLine struct {
	Method string `json:"method"`
	URL    string `json:"url"`
}

type urlAnswer struct {
	Error       string `json:"error,omitempty"`
	IsResource  bool   `json:"isResource"`
	Verb        string `json:"verb"`
	Namespace   string `json:"namespace"`
	Group       string `json:"group"`
	Resource    string `json:"resource"`
	Subresource string `json:"subresource"`
	Name        string `json:"name"`
	Path        string `json:"path"`
}

var factory = &request.RequestInfoFactory{
	APIPrefixes:          sets.NewString("api", "apis"),
	GrouplessAPIPrefixes: sets.NewString("api"),
}

func answerURL(line urlLine) urlAnswer {
	text := line.Method + " " + line.URL + " HTTP/1.1\r\nHost: example\r\n\r\n"
	read, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		return urlAnswer{Error: "request"}
	}
	info, err := factory.NewRequestInfo(read)
	if err != nil {
		return urlAnswer{Error: "requestinfo"}
	}
	return urlAnswer{
		IsResource: info.IsResourceRequest, Verb: info.Verb, Namespace: info.Namespace, Group: info.APIGroup,
		Resource: info.Resource, Subresource: info.Subresource, Name: info.Name, Path: info.Path,
	}
}

func bench(line policyLine) map[string]any {
	loaded, err := policy.LoadPolicyFromBytes([]byte(line.Policy))
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	runtime.GOMAXPROCS(1)
	evaluator := policy.NewPolicyRuleEvaluator(loaded)
	attributes := make([]*authorizer.AttributesRecord, len(line.Requests))
	for i := range line.Requests {
		attributes[i] = line.Requests[i].attributes()
	}
	decided := 0
	kept := 0
	start := time.Now()
	for time.Since(start) < 2*time.Second {
		for range 1000 {
			for _, attribute := range attributes {
				if evaluator.EvaluatePolicyRule(attribute).Level != audit.LevelNone {
					kept++
				}
			}
		}
		decided += 1000 * len(attributes)
	}
	return map[string]any{"decisionsPerSecond": float64(decided) / time.Since(start).Seconds(), "kept": kept}
}

func serve[Line any, Answer any](answer func(Line) Answer) error {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	decoder := json.NewDecoder(in)
	encoder := json.NewEncoder(out)
	for {
		var line Line
		if err := decoder.Decode(&line); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := encoder.Encode(answer(line)); err != nil {
			return err
		}
	}
}

func main() {
	// Warnings are part of the answer; complaints about odd addresses are not.
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{"logtostderr": "false", "stderrthreshold": "FATAL"} {
		if err := flags.Set(name, value); err != nil {
			panic(err)
		}
	}
	klog.SetOutput(&warnings)
	var err error
	switch mode := strings.Join(os.Args[1:], " "); mode {
	case "policy":
		err = serve(answerPolicy)
	case "requestinfo":
		err = serve(answerURL)
	case "bench":
		err = serve(bench)
	default:
		err = fmt.Errorf("unknown mode %q", mode)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
