package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	appsAPI   = "/apis/threetier.dev/v1alpha1"
	namespace = "bench"
	nodes     = 10
	// Nothing happens for this long before a number counts as final.
	quiet = 5 * time.Second
)

// scenario is one run: the steps in the order of the methods below.
type scenario struct {
	options
	control  *controlPlane
	api      *api
	audit    *audit
	operator *operator
	results  results
}

func measure(ctx context.Context, o options) (*results, error) {
	s := &scenario{options: o}
	defer s.cleanUp()
	steps := []struct {
		name string
		run  func(context.Context) error
	}{
		{"starting a control plane", s.prepare},
		{"cold starts", s.coldStarts},
		{"one application", s.oneApp},
		{fmt.Sprintf("%d applications", o.apps), s.allApps},
		{"edited children", s.repairs},
		{"nothing to do", s.idle},
		{"restart", s.restart},
	}
	for _, step := range steps {
		begin := time.Now()
		if err := step.run(ctx); err != nil {
			return &s.results, fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Fprintf(os.Stderr, "✓ %s (%d s)\n", step.name, int(time.Since(begin).Seconds()))
	}
	return &s.results, nil
}

func (s *scenario) cleanUp() {
	if s.operator != nil {
		if logs, err := docker(context.Background(), "logs", operatorContainer); err == nil && s.keep != "" {
			_ = os.WriteFile(filepath.Join(s.keep, "operator.log"), []byte(logs), 0o644)
		}
		_ = s.operator.remove()
	}
	if s.control != nil {
		s.control.stop()
		if s.keep != "" {
			logs, _ := filepath.Glob(s.control.path("*.log"))
			for _, log := range logs {
				if content, err := os.ReadFile(log); err == nil {
					_ = os.WriteFile(filepath.Join(s.keep, filepath.Base(log)), content, 0o644)
				}
			}
		}
		_ = os.RemoveAll(s.control.dir)
	}
}

// prepare makes everything that is there before the operator: definitions and rights as they are installed, nodes, volumes.
func (s *scenario) prepare(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "threetier-bench.")
	if err != nil {
		return err
	}
	s.control, err = startControlPlane(ctx, dir, s.kube, s.kwok, filepath.Join(s.root, "hack/bench/stages.yaml"))
	if err != nil {
		return err
	}
	if s.api, err = newAPI(s.control); err != nil {
		return err
	}
	s.audit = &audit{file: s.control.path(auditLog)}
	for _, arguments := range [][]string{
		{"create", "namespace", operatorNamespace},
		{"create", "namespace", namespace},
		{"apply", "--server-side", "--filename", filepath.Join(s.root, "crds/threetierapps.threetier.dev-v1.yml")},
		{"apply", "--server-side", "--namespace", operatorNamespace, "--kustomize", filepath.Join(s.root, "config/rbac")},
		{"wait", "--for=condition=Established", "crd/threetierapps.threetier.dev"},
	} {
		if err := s.control.kubectl(ctx, arguments...); err != nil {
			return err
		}
	}
	if _, err := s.control.kubectlOutput(ctx, yamlDocuments(s.cluster()...), "apply", "--server-side", "--filename", "-"); err != nil {
		return err
	}
	for _, address := range []string{"/api/v1/namespaces/" + namespace + "/serviceaccounts/default"} {
		if err := s.control.await(ctx, "the controller manager", func() error { _, err := s.api.get(ctx, address); return err }); err != nil {
			return err
		}
	}
	s.operator, err = newOperator(ctx, s.control, s.image, s.memory)
	return err
}

// cluster is nodes without kubelets, and a volume for each application that will be.
func (s *scenario) cluster() []string {
	documents := []string{`apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: bench}
provisioner: kubernetes.io/no-provisioner
reclaimPolicy: Delete`}
	for i := range nodes {
		documents = append(documents, fmt.Sprintf(`apiVersion: v1
kind: Node
metadata: {name: node-%d, labels: {kubernetes.io/hostname: node-%d}}`, i, i))
	}
	for i := range s.apps + s.starts {
		documents = append(documents, fmt.Sprintf(`apiVersion: v1
kind: PersistentVolume
metadata: {name: volume-%d}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: bench
  persistentVolumeReclaimPolicy: Retain
  hostPath: {path: /nowhere}`, i))
	}
	return documents
}

// The smallest useful application, with a storage class that has volumes here.
func (s *scenario) createApp(ctx context.Context, name string) error {
	return s.api.create(ctx, appsAPI+"/namespaces/"+namespace+"/threetierapps", object{
		"apiVersion": "threetier.dev/v1alpha1", "kind": "ThreeTierApp", "metadata": object{"name": name},
		"spec": object{
			"application": object{"image": "threetier.local/guestbook:1"},
			"database":    object{"storage": object{"size": "1Gi", "storageClassName": "bench"}},
		},
	})
}

// awaitApps returns when so many applications are ready.
func (s *scenario) awaitApps(ctx context.Context, wanted int) error {
	deadline := time.Now().Add(5 * time.Minute)
	for {
		apps, err := s.api.items(ctx, appsAPI+"/threetierapps?resourceVersion=0")
		if err != nil {
			return err
		}
		ready := 0
		for _, app := range apps {
			if isReady(app) {
				ready++
			}
		}
		if ready >= wanted {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d of %d applications are ready after 5 minutes", ready, wanted)
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// settle waits until the operator has asked for nothing for a while, and returns all that it asked for since the last call.
func (s *scenario) settle(ctx context.Context) ([]request, error) {
	var all []request
	for still := time.Now(); time.Since(still) < quiet; {
		requests, err := s.audit.next()
		if err != nil {
			return nil, err
		}
		all = append(all, requests...)
		for _, r := range requests {
			if !r.isElection() && r.Verb != "watch" {
				still = time.Now()
			}
		}
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// coldStarts measures from the operator's process to the children of an application that was waiting for it.
func (s *scenario) coldStarts(ctx context.Context) error {
	for i := range s.starts {
		name := fmt.Sprintf("waiting-%d", i)
		if err := s.createApp(ctx, name); err != nil {
			return err
		}
		if err := s.operator.start(ctx); err != nil {
			return err
		}
		if err := s.operator.awaitReady(ctx); err != nil {
			return err
		}
		if err := s.awaitApps(ctx, 1); err != nil {
			return err
		}
		requests, err := s.settle(ctx)
		if err != nil {
			return err
		}
		first, last, created := children(requests)
		if created == 0 {
			return fmt.Errorf("the operator has created nothing for %s", name)
		}
		s.results.ColdStart = append(s.results.ColdStart, last.Sub(s.operator.started).Seconds())
		s.results.ColdStartFirstChild = append(s.results.ColdStartFirstChild, first.Sub(s.operator.started).Seconds())
		if err := s.api.delete(ctx, appsAPI+"/namespaces/"+namespace+"/threetierapps/"+name); err != nil {
			return err
		}
		if err := s.awaitNoDeployments(ctx); err != nil {
			return err
		}
		if _, err := s.settle(ctx); err != nil {
			return err
		}
		took, err := s.operator.stop(ctx)
		if err != nil {
			return err
		}
		s.results.Stop = append(s.results.Stop, took.Seconds())
	}
	return nil
}

// children tells when the first and the last child was there, and how many were created.
func children(requests []request) (first, last time.Time, created int) {
	for _, r := range requests {
		if r.isWrite() && r.ResponseStatus.Code == 201 && r.ObjectRef.Resource != "events" {
			created++
			if first.IsZero() || r.StageTimestamp.Before(first) {
				first = r.StageTimestamp
			}
			if r.StageTimestamp.After(last) {
				last = r.StageTimestamp
			}
		}
	}
	return first, last, created
}

func (s *scenario) awaitNoDeployments(ctx context.Context) error {
	return s.control.await(ctx, "the end of an application", func() error {
		left, err := s.api.items(ctx, "/apis/apps/v1/namespaces/"+namespace+"/deployments")
		if err == nil && len(left) > 0 {
			err = fmt.Errorf("%d Deployments are left", len(left))
		}
		return err
	})
}

// oneApp measures a new application's writes and reads, with an operator that has just started.
func (s *scenario) oneApp(ctx context.Context) error {
	if err := s.operator.start(ctx); err != nil {
		return err
	}
	if err := s.operator.awaitReady(ctx); err != nil {
		return err
	}
	if _, err := s.settle(ctx); err != nil {
		return err
	}
	cpu, err := s.operator.cpu()
	if err != nil {
		return err
	}
	s.results.CPUAtStart = cpu.Seconds()
	if err := s.createApp(ctx, "app-0"); err != nil {
		return err
	}
	if err := s.awaitApps(ctx, 1); err != nil {
		return err
	}
	requests, err := s.settle(ctx)
	if err != nil {
		return err
	}
	_, _, s.results.Children = children(requests)
	s.results.WritesOfOneApp = count(requests, request.isWrite)
	s.results.ReadsOfOneApp = count(requests, request.isReadPastCache)
	s.results.RSSWithOneApp, s.results.AnonymousWithOneApp, err = s.operator.memory()
	return err
}

// allApps creates the others at once, as a restored cluster would, eight requests at a time.
func (s *scenario) allApps(ctx context.Context) error {
	begin := time.Now()
	names := make(chan string)
	var group sync.WaitGroup
	failed := make(chan error, s.apps)
	for range 8 {
		group.Go(func() {
			for name := range names {
				if err := s.createApp(ctx, name); err != nil {
					failed <- err
				}
			}
		})
	}
	for i := 1; i < s.apps; i++ {
		names <- fmt.Sprintf("app-%d", i)
	}
	close(names)
	group.Wait()
	select {
	case err := <-failed:
		return err
	default:
	}
	if err := s.awaitApps(ctx, s.apps); err != nil {
		return err
	}
	s.results.SecondsToAllReady = time.Since(begin).Seconds()
	requests, err := s.settle(ctx)
	if err != nil {
		return err
	}
	cpu, err := s.operator.cpu()
	if err != nil {
		return err
	}
	s.results.Apps = s.apps
	s.results.CPUPerApp = (cpu.Seconds() - s.results.CPUAtStart) / float64(s.apps)
	s.results.WritesOfOtherApps = count(requests, request.isWrite)
	s.results.ReadsOfOtherApps = count(requests, request.isReadPastCache)
	s.results.RSSWithAllApps, s.results.AnonymousWithAllApps, err = s.operator.memory()
	return err
}

// idle waits without touching anything: what is written now is written for nothing.
func (s *scenario) idle(ctx context.Context) error {
	before, err := s.operator.cpu()
	if err != nil {
		return err
	}
	const time30 = 30 * time.Second
	if err := pause(ctx, time30); err != nil {
		return err
	}
	requests, err := s.audit.next()
	if err != nil {
		return err
	}
	after, err := s.operator.cpu()
	s.results.WritesWhenIdle = count(requests, request.isWrite)
	s.results.CPUWhenIdle = (after - before).Seconds() / time30.Seconds()
	return err
}

// restart stops the operator and starts it again, with all applications there and nothing to do.
func (s *scenario) restart(ctx context.Context) error {
	if _, err := s.operator.stop(ctx); err != nil {
		return err
	}
	if _, err := s.settle(ctx); err != nil {
		return err
	}
	if err := s.operator.start(ctx); err != nil {
		return err
	}
	if err := s.operator.awaitReady(ctx); err != nil {
		return err
	}
	s.results.RestartReady = time.Since(s.operator.started).Seconds()
	requests, err := s.settle(ctx)
	if err != nil {
		return err
	}
	if err := pause(ctx, quiet); err != nil {
		return err
	}
	cpu, err := s.operator.cpu()
	if err != nil {
		return err
	}
	s.results.CPUOfRestart = cpu.Seconds()
	s.results.WritesOnRestart = count(requests, request.isWrite)
	s.results.ReadsOnRestart = count(requests, request.isReadPastCache)
	s.results.RSSAfterRestart, s.results.AnonymousAfterRestart, err = s.operator.memory()
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
