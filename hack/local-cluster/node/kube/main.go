// Command kube is a whole Kubernetes node in one static binary: like busybox, it is the component that it is called as.
// They share most of their packages, so together they build in little more than the time, and the space, of one.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/coredns/coredns/coremain"
	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubeadm "k8s.io/kubernetes/cmd/kubeadm/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
	metricsserver "sigs.k8s.io/metrics-server/cmd/metrics-server/app"

	"threetier.dev/hack/kube/localpath"
	"threetier.dev/hack/kube/networkpolicy"

	// What CoreDNS can do is what is imported: this much the Corefile in ../addons names. The full set would bring the
	// SDKs of three clouds.
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/reload"

	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
)

var components = map[string]func(){
	"etcd":                    func() { etcdmain.Main(os.Args) },
	"kube-apiserver":          func() { execute(apiserver.NewAPIServerCommand()) },
	"kube-controller-manager": func() { execute(controllermanager.NewControllerManagerCommand()) },
	"kube-scheduler":          func() { execute(scheduler.NewSchedulerCommand()) },
	"kube-proxy":              func() { execute(proxy.NewProxyCommand()) },
	"kubelet":                 func() { execute(kubelet.NewKubeletCommand(context.Background())) },
	"kubectl":                 func() { execute(kubectl.NewDefaultKubectlCommand()) },
	"kubeadm":                 runKubeadm,
	"coredns":                 coremain.Run,
	"metrics-server":          func() { execute(metricsserver.NewMetricsServerCommand(server.SetupSignalHandler())) },
	"local-path-provisioner":  func() { localpath.Run(context.Background(), newClient()) },
	"network-policies":        func() { networkpolicy.Run(context.Background(), newClient()) },
}

func main() {
	name := filepath.Base(os.Args[0])
	if name == "kube" && len(os.Args) > 1 { // kube kubectl get nodes
		os.Args = os.Args[1:]
		name = os.Args[0]
	}
	run, known := components[name]
	if !known {
		fmt.Fprintf(os.Stderr, "kube: no component is called %q\n", name)
		os.Exit(2)
	}
	if name != "coredns" {
		forgetFlagsOfCoreDNS()
	}
	run()
}

func execute(command *cobra.Command) { os.Exit(cli.Run(command)) }

func runKubeadm() {
	if kubeadm.Run() != nil { // it has said why
		os.Exit(1)
	}
}

// newClient connects as the file in KUBECONFIG says. It is only called at start, where all that helps is to end.
func newClient() kubernetes.Interface {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		panic(err)
	}
	return kubernetes.NewForConfigOrDie(config)
}

// CoreDNS registers its flags for the whole program, among them -p, which kubectl's commands want for themselves.
func forgetFlagsOfCoreDNS() {
	all := flag.CommandLine
	flag.CommandLine = flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	all.VisitAll(func(f *flag.Flag) {
		switch f.Name {
		case "conf", "plugins", "pidfile", "version", "quiet", "dns.port", "p":
		default:
			flag.Var(f.Value, f.Name, f.Usage)
		}
	})
}
