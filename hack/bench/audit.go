package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sort"
	"time"
)

// request is one request of the operator, as the API server wrote it down.
type request struct {
	Verb      string
	ObjectRef struct{ Resource, Subresource, Namespace, Name string }
	// When it arrived, and when it was answered.
	RequestReceivedTimestamp, StageTimestamp time.Time
	Stage                                    string
	ResponseStatus                           struct{ Code int }
	RequestURI                               string
}

func (r request) what() string {
	if r.ObjectRef.Subresource != "" {
		return r.Verb + " " + r.ObjectRef.Resource + "/" + r.ObjectRef.Subresource
	}
	return r.Verb + " " + r.ObjectRef.Resource
}

// isElection: leases, and the question whether they may be written, which leader election asks at the start.
func (r request) isElection() bool {
	return r.ObjectRef.Resource == "leases" || r.ObjectRef.Resource == "selfsubjectrulesreviews"
}

func (r request) isWrite() bool {
	switch r.Verb {
	case "create", "update", "patch", "delete", "deletecollection":
		return !r.isElection()
	}
	return false
}

// isReadPastCache: of a single object; lists and watches are how caches are filled.
func (r request) isReadPastCache() bool {
	return r.Verb == "get" && r.ObjectRef.Resource != "" && !r.isElection()
}

// audit reads the API server's log as it grows.
type audit struct {
	file string
	seen int64
}

// next is what was logged since the last call.
func (a *audit) next() ([]request, error) {
	file, err := os.Open(a.file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if _, err := file.Seek(a.seen, io.SeekStart); err != nil {
		return nil, err
	}
	var requests []request
	reader := bufio.NewReader(file)
	for {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return requests, nil // half a line is read the next time
		}
		if err != nil {
			return nil, err
		}
		a.seen += int64(len(line))
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, err
		}
		if r.Stage == "ResponseComplete" {
			requests = append(requests, r)
		}
	}
}

// counts is how often each thing was asked for.
type counts map[string]int

func count(requests []request, wanted func(request) bool) counts {
	result := counts{}
	for _, r := range requests {
		if wanted(r) {
			result[r.what()]++
		}
	}
	return result
}

func (c counts) total() int {
	total := 0
	for _, n := range c {
		total += n
	}
	return total
}

func (c counts) names() []string {
	names := make([]string, 0, len(c))
	for name := range c {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
