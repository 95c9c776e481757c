package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// controlPlane is a Kubernetes without nodes: the components of the local cluster's binary, and KWOK in place of kubelets.
// Everything that it writes is below dir.
type controlPlane struct {
	dir        string
	kube       string
	port       int
	components []*exec.Cmd
	ended      chan error
}

const (
	adminToken = "bench"
	auditLog   = "audit.log"
	kubeConfig = "kubeconfig"
)

// Only what the operator asks for is written down; the other components ask for much more.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    users: ["` + operatorUser + `"]
  - level: None
`

func startControlPlane(ctx context.Context, dir, kube, kwok, stages string) (*controlPlane, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	etcdPort, err := freePort()
	if err != nil {
		return nil, err
	}
	peerPort, err := freePort()
	if err != nil {
		return nil, err
	}
	c := &controlPlane{dir: dir, kube: filepath.Join(dir, "kube"), port: port, ended: make(chan error, 8)}
	// It is the component that it is called as; called kube, the one that the first argument names.
	if err := os.Symlink(kube, c.kube); err != nil {
		return c, err
	}
	if err := c.writeFiles(); err != nil {
		return c, err
	}
	if err := c.makeCertificates(ctx); err != nil {
		return c, err
	}
	etcd := fmt.Sprintf("http://127.0.0.1:%d", etcdPort)
	peer := fmt.Sprintf("http://127.0.0.1:%d", peerPort)
	steps := []func() error{
		func() error {
			return c.start(c.kube, "etcd", "--data-dir", c.path("etcd"), "--unsafe-no-fsync", "--log-level", "warn",
				"--listen-client-urls", etcd, "--advertise-client-urls", etcd, "--listen-peer-urls", peer,
				"--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer)
		},
		func() error { return c.startAPIServer(etcd) },
		func() error {
			return c.await(ctx, "the API server", func() error { return c.kubectl(ctx, "get", "--raw", "/readyz") })
		},
		func() error {
			return c.start(c.kube, "kube-controller-manager",
				"--kubeconfig", c.path("pki/controller-manager.conf"), "--master", c.url(), "--leader-elect=false", "--use-service-account-credentials",
				"--root-ca-file", c.path("pki/ca.crt"), "--service-account-private-key-file", c.path("pki/sa.key"), "--secure-port=0")
		},
		func() error {
			return c.start(c.kube, "kube-scheduler", "--kubeconfig", c.path("pki/scheduler.conf"), "--master", c.url(),
				"--leader-elect=false", "--secure-port=0")
		},
		func() error {
			return c.start(kwok, "--kubeconfig", c.path(kubeConfig), "--config", stages,
				"--manage-all-nodes", "--node-lease-duration-seconds=40")
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c *controlPlane) url() string { return fmt.Sprintf("https://127.0.0.1:%d", c.port) }

func (c *controlPlane) path(name string) string { return filepath.Join(c.dir, name) }

func (c *controlPlane) writeFiles() error {
	files := map[string]string{
		"audit-policy.yaml": auditPolicy,
		"tokens.csv":        adminToken + ",bench,bench,system:masters\n",
		"kubeadm.yaml": fmt.Sprintf(`apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 192.0.2.1, bindPort: %d} # loopback is refused; --master says the real one
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: %s
certificatesDir: %s
controlPlaneEndpoint: 127.0.0.1:%d
encryptionAlgorithm: ECDSA-P256
apiServer: {certSANs: [127.0.0.1]}
`, c.port, c.version(), c.path("pki"), c.port),
		kubeConfig: fmt.Sprintf(`apiVersion: v1
kind: Config
clusters:
  - {name: bench, cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}}
users:
  - {name: bench, user: {token: %s}}
contexts:
  - {name: bench, context: {cluster: bench, user: bench}}
current-context: bench
`, c.port, c.path("pki/ca.crt"), adminToken),
	}
	for name, content := range files {
		if err := os.WriteFile(c.path(name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// version is what the binary says of itself: "Kubernetes v1.36.3".
func (c *controlPlane) version() string {
	out, _ := exec.Command(c.kube, "kubelet", "--version").Output()
	return strings.TrimSpace(strings.TrimPrefix(string(out), "Kubernetes "))
}

func (c *controlPlane) makeCertificates(ctx context.Context) error {
	for _, phase := range [][]string{
		{"certs", "all"},
		{"kubeconfig", "controller-manager", "--kubeconfig-dir", c.path("pki")},
		{"kubeconfig", "scheduler", "--kubeconfig-dir", c.path("pki")},
	} {
		arguments := append([]string{"kubeadm", "init", "phase"}, phase...)
		if out, err := exec.CommandContext(ctx, c.kube, append(arguments, "--config", c.path("kubeadm.yaml"))...).CombinedOutput(); err != nil {
			return fmt.Errorf("kubeadm %s: %w\n%s", strings.Join(phase, " "), err, out)
		}
	}
	return nil
}

func (c *controlPlane) startAPIServer(etcd string) error {
	pki := func(name string) string { return c.path("pki/" + name) }
	return c.start(c.kube, "kube-apiserver", "--etcd-servers", etcd, "--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", c.port), "--authorization-mode=Node,RBAC",
		"--service-cluster-ip-range=10.43.0.0/16", "--endpoint-reconciler-type=none",
		"--client-ca-file", pki("ca.crt"), "--tls-cert-file", pki("apiserver.crt"), "--tls-private-key-file", pki("apiserver.key"),
		"--token-auth-file", c.path("tokens.csv"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file", pki("sa.pub"), "--service-account-signing-key-file", pki("sa.key"),
		"--audit-policy-file", c.path("audit-policy.yaml"), "--audit-log-path", c.path(auditLog))
}

// start runs a component until the control plane stops; its log is beside it.
func (c *controlPlane) start(program string, arguments ...string) error {
	name := filepath.Base(program)
	if program == c.kube {
		name = arguments[0]
	}
	log, err := os.Create(c.path(name + ".log"))
	if err != nil {
		return err
	}
	command := exec.Command(program, arguments...)
	command.Stdout, command.Stderr = log, log
	// Ctrl-C in the terminal is for the benchmark, which then stops them in order.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return err
	}
	c.components = append(c.components, command)
	go func() {
		err := command.Wait()
		c.ended <- fmt.Errorf("%s ended (%v); the end of its log:\n%s", name, err, tail(log.Name()))
	}()
	return nil
}

// await tries until it works, a component has ended, or a minute has passed.
func (c *controlPlane) await(ctx context.Context, what string, try func() error) error {
	deadline := time.Now().Add(time.Minute)
	for {
		err := try()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s did not come up: %w", what, err)
		}
		select {
		case ended := <-c.ended:
			return ended
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (c *controlPlane) kubectl(ctx context.Context, arguments ...string) error {
	_, err := c.kubectlOutput(ctx, nil, arguments...)
	return err
}

func (c *controlPlane) kubectlOutput(ctx context.Context, stdin io.Reader, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, c.kube, append([]string{"kubectl", "--kubeconfig", c.path(kubeConfig)}, arguments...)...)
	command.Stdin = stdin
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("kubectl %s: %w\n%s", strings.Join(arguments, " "), err, stderr.String())
	}
	return string(out), nil
}

// stop ends the components, the last one first.
func (c *controlPlane) stop() {
	for i := len(c.components) - 1; i >= 0; i-- {
		_ = c.components[i].Process.Signal(syscall.SIGTERM)
		if i > 1 { // etcd and the API server are of no use to anybody any more
			select {
			case <-c.ended:
			case <-time.After(3 * time.Second):
			}
		}
		_ = c.components[i].Process.Kill()
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func tail(file string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}
