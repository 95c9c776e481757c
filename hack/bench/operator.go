package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	operatorNamespace = "threetier-system"
	operatorAccount   = "threetier-operator"
	operatorUser      = "system:serviceaccount:" + operatorNamespace + ":" + operatorAccount
	operatorContainer = "threetier-bench-operator"
)

// operator is the image as a pod would run it: its own command, a service account's token, leader election, a read-only
// root, the chart's memory limit. Only the network is the machine's, on which the API server listens.
type operator struct {
	image    string
	limit    string // of memory
	apiPort  int
	httpPort int
	account  string // folder with token, CA and namespace
	pid      int
	started  time.Time
}

func newOperator(ctx context.Context, c *controlPlane, image, memory string) (*operator, error) {
	token, err := c.kubectlOutput(ctx, nil, "create", "token", operatorAccount, "--namespace", operatorNamespace, "--duration=24h")
	if err != nil {
		return nil, err
	}
	ca, err := os.ReadFile(c.path("pki/ca.crt"))
	if err != nil {
		return nil, err
	}
	account := c.path("serviceaccount")
	if err := os.MkdirAll(account, 0o755); err != nil {
		return nil, err
	}
	for name, content := range map[string]string{"token": strings.TrimSpace(token), "ca.crt": string(ca), "namespace": operatorNamespace} {
		if err := os.WriteFile(filepath.Join(account, name), []byte(content), 0o644); err != nil {
			return nil, err
		}
	}
	port, err := freePort()
	return &operator{image: image, limit: memory, apiPort: c.port, httpPort: port, account: account}, err
}

func (o *operator) start(ctx context.Context) error {
	_, err := docker(ctx, "run", "--detach", "--name", operatorContainer, "--network", "host", "--read-only", "--tmpfs", "/tmp",
		"--cap-drop", "ALL", "--memory", o.limit,
		"--volume", o.account+":/var/run/secrets/kubernetes.io/serviceaccount:ro",
		"--env", "KUBERNETES_SERVICE_HOST=127.0.0.1", "--env", fmt.Sprintf("KUBERNETES_SERVICE_PORT=%d", o.apiPort),
		"--env", "POD_NAMESPACE="+operatorNamespace, "--env", "HOSTNAME="+operatorContainer,
		"--env", fmt.Sprintf("QUARKUS_HTTP_PORT=%d", o.httpPort), o.image)
	if err != nil {
		return err
	}
	out, err := docker(ctx, "inspect", "--format", "{{.State.Pid}}", operatorContainer)
	if err != nil {
		return err
	}
	if o.pid, err = strconv.Atoi(out); err != nil {
		return err
	}
	o.started, err = startOfProcess(o.pid)
	return err
}

func (o *operator) awaitReady(ctx context.Context) error {
	deadline := time.Now().Add(2 * time.Minute)
	for time.Now().Before(deadline) && ctx.Err() == nil {
		if response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/q/health/ready", o.httpPort)); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	logs, _ := docker(context.Background(), "logs", "--tail", "40", operatorContainer)
	return errors.New("the operator did not become ready:\n" + logs)
}

// stop ends the operator as a node does: SIGTERM, and SIGKILL after half a minute. It returns how long that took.
func (o *operator) stop(ctx context.Context) (time.Duration, error) {
	begin := time.Now()
	_, err := docker(ctx, "stop", "--time", "30", operatorContainer)
	took := time.Since(begin)
	return took, errors.Join(err, o.remove())
}

func (o *operator) remove() error {
	_, err := docker(context.Background(), "rm", "--force", operatorContainer)
	return err
}

// cpu is the processor time that the operator has taken so far.
func (o *operator) cpu() (time.Duration, error) {
	fields, err := processStat(o.pid)
	if err != nil {
		return 0, err
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, errors.Join(err1, err2)
}

// memory is the resident set in MiB: all of it, and what of it is the process's own rather than pages of files.
func (o *operator) memory() (rss, anonymous float64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", o.pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		kib, _ := strconv.ParseFloat(words[1], 64)
		switch words[0] {
		case "VmRSS:":
			rss = kib / 1024
		case "RssAnon:":
			anonymous = kib / 1024
		}
	}
	return rss, anonymous, nil
}

// tick is the unit of the times in /proc/PID/stat, a hundredth of a second on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// startOfProcess is when the container's process was made, a moment before it became the image's command.
func startOfProcess(pid int) (time.Time, error) {
	fields, err := processStat(pid)
	if err != nil {
		return time.Time{}, err
	}
	ticks, err := strconv.ParseInt(fields[19], 10, 64)
	if err != nil {
		return time.Time{}, err
	}
	content, err := os.ReadFile("/proc/uptime")
	now := time.Now()
	if err != nil {
		return time.Time{}, err
	}
	uptime, err := strconv.ParseFloat(strings.Fields(string(content))[0], 64)
	return now.Add(time.Duration(ticks)*tick - time.Duration(uptime*float64(time.Second))), err
}

// processStat is /proc/PID/stat after the command's name, which may hold blanks.
func processStat(pid int) ([]string, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:])), nil
}

func docker(ctx context.Context, arguments ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "docker", arguments...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("docker %s: %w\n%s", arguments[0], err, out)
	}
	return strings.TrimSpace(string(out)), nil
}
