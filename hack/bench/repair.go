package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"
)

// edit is something done to a child behind the operator's back, and how to see that it was undone.
type edit struct {
	what, path string
	// A merge patch; nil deletes the object.
	patch object
	// Where the value is that has to come back.
	field []string
}

func edits(app string) []edit {
	in := func(group, kind, name string) string {
		return group + "/namespaces/" + namespace + "/" + kind + "/" + app + "-" + name
	}
	return []edit{
		{"replicas of a Deployment", in("/apis/apps/v1", "deployments", "web"),
			object{"spec": object{"replicas": 5}}, []string{"spec", "replicas"}},
		{"grace period of a Deployment", in("/apis/apps/v1", "deployments", "app"),
			object{"spec": object{"template": object{"spec": object{"terminationGracePeriodSeconds": 20}}}},
			[]string{"spec", "template", "spec", "terminationGracePeriodSeconds"}},
		{"selector of a Service", in("/api/v1", "services", "app"),
			object{"spec": object{"selector": object{"app.kubernetes.io/component": "web"}}}, []string{"spec", "selector"}},
		{"data of a ConfigMap", in("/api/v1", "configmaps", "web"),
			object{"data": object{"nginx.conf": "nothing"}}, []string{"data", "nginx.conf"}},
		{"labels of a ServiceAccount", in("/api/v1", "serviceaccounts", "db"),
			object{"metadata": object{"labels": object{"app.kubernetes.io/part-of": "another"}}}, []string{"metadata", "labels"}},
		{"budget of a PodDisruptionBudget", in("/apis/policy/v1", "poddisruptionbudgets", "web"),
			object{"spec": object{"maxUnavailable": 2}}, []string{"spec", "maxUnavailable"}},
		{"a deleted NetworkPolicy", in("/apis/networking.k8s.io/v1", "networkpolicies", "db"), nil, []string{"spec"}},
		{"a deleted Service", in("/api/v1", "services", "db"), nil, []string{"spec", "selector"}},
	}
}

// repairs edits children of different applications, one after the other, and waits for each to be put back.
func (s *scenario) repairs(ctx context.Context) error {
	for i := range s.edits {
		app := fmt.Sprintf("app-%d", (i*7)%s.apps)
		all := edits(app)
		e := all[i%len(all)]
		took, err := s.repair(ctx, e)
		if err != nil {
			return fmt.Errorf("%s of %s: %w", e.what, app, err)
		}
		s.results.Repairs = append(s.results.Repairs, repairResult{e.what, took.Seconds()})
		if err := pause(ctx, 300*time.Millisecond); err != nil {
			return err
		}
	}
	_, err := s.settle(ctx)
	return err
}

func (s *scenario) repair(ctx context.Context, e edit) (time.Duration, error) {
	before, err := s.api.get(ctx, e.path)
	if err != nil {
		return 0, err
	}
	if e.patch == nil {
		err = s.api.delete(ctx, e.path)
	} else {
		err = s.api.merge(ctx, e.path, e.patch)
	}
	if err != nil {
		return 0, err
	}
	edited := time.Now()
	for {
		now, err := s.api.get(ctx, e.path)
		var status statusError
		if err != nil && !(errors.As(err, &status) && status.code == http.StatusNotFound) {
			return 0, err
		}
		isNew := e.patch != nil || text(now, "metadata", "uid") != text(before, "metadata", "uid")
		if err == nil && isNew && reflect.DeepEqual(field(now, e.field...), field(before, e.field...)) {
			return time.Since(edited), nil
		}
		if time.Since(edited) > time.Minute {
			return 0, errors.New("it was not put back within a minute")
		}
		if err := pause(ctx, 2*time.Millisecond); err != nil {
			return 0, err
		}
	}
}
