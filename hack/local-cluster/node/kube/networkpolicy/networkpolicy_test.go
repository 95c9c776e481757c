package networkpolicy

import (
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/yaml"
)

// What may pass to and from the pod `web`, under one policy of its namespace.
func TestRules(t *testing.T) {
	for _, test := range []struct{ name, spec, ingress, egress string }{
		{
			name:    "a policy for others leaves it open",
			spec:    `{podSelector: {matchLabels: {app: lb}}, policyTypes: [Ingress, Egress]}`,
			ingress: "open", egress: "open",
		},
		{
			name:    "no rule refuses all",
			spec:    `{podSelector: {}, policyTypes: [Ingress]}`,
			ingress: "", egress: "open",
		},
		{
			name:    "an empty rule allows all",
			spec:    `{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}`,
			ingress: "return", egress: "open",
		},
		{
			name: "pods of the same namespace, by number and by name of the receiver's port",
			spec: `
podSelector: {matchLabels: {app: web}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: lb}}}], ports: [{protocol: TCP, port: 9090}, {protocol: TCP, port: http}]}]`,
			ingress: "ip saddr 10.42.0.1 tcp dport 8080 return\nip saddr 10.42.0.1 tcp dport 9090 return", egress: "open",
		},
		{
			name: "addresses, a range of ports, a whole protocol",
			spec: `
podSelector: {matchLabels: {app: web}}
policyTypes: [Ingress]
ingress:
- from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.42.0.0/16]}}]
  ports: [{protocol: TCP, port: 8000, endPort: 8090}]
- ports: [{protocol: UDP}]`,
			ingress: "ip saddr 10.0.0.0/8 ip saddr != { 10.42.0.0/16 } tcp dport 8000-8090 return\nmeta l4proto udp return", egress: "open",
		},
		{
			name: "pods of another namespace",
			spec: `
podSelector: {matchLabels: {app: web}}
policyTypes: [Egress]
egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}], ports: [{protocol: UDP, port: dns}]}]`,
			ingress: "open", egress: "ip daddr 10.42.0.3 udp dport 53 return",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			policy := &networking.NetworkPolicy{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: "policy"}}
			if err := yaml.Unmarshal([]byte(test.spec), &policy.Spec); err != nil {
				t.Fatal(err)
			}
			rules := enforcerOf(policy).rules()
			if got := chain(rules, "ingress-10.42.0.2"); got != test.ingress {
				t.Errorf("ingress: got %q, want %q", got, test.ingress)
			}
			if got := chain(rules, "egress-10.42.0.2"); got != test.egress {
				t.Errorf("egress: got %q, want %q", got, test.egress)
			}
		})
	}
}

func enforcerOf(policy *networking.NetworkPolicy) enforcer {
	store := func(objects ...runtime.Object) cache.Indexer {
		indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
		for _, object := range objects {
			_ = indexer.Add(object)
		}
		return indexer
	}
	return enforcer{
		namespaces: corelisters.NewNamespaceLister(store(namespace("shop"), namespace("kube-system"))),
		pods: corelisters.NewPodLister(store(
			pod("shop", "lb", "10.42.0.1", core.ContainerPort{Name: "http", ContainerPort: 80, Protocol: core.ProtocolTCP}),
			pod("shop", "web", "10.42.0.2", core.ContainerPort{Name: "http", ContainerPort: 8080, Protocol: core.ProtocolTCP}),
			pod("kube-system", "dns", "10.42.0.3", core.ContainerPort{Name: "dns", ContainerPort: 53, Protocol: core.ProtocolUDP}),
		)),
		policies: networkinglisters.NewNetworkPolicyLister(store(policy)),
	}
}

func namespace(name string) *core.Namespace {
	return &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: name, Labels: map[string]string{core.LabelMetadataName: name}}}
}

func pod(namespace, app, address string, port core.ContainerPort) *core.Pod {
	return &core.Pod{
		ObjectMeta: meta.ObjectMeta{Namespace: namespace, Name: app, Labels: map[string]string{"app": app}},
		Spec:       core.PodSpec{Containers: []core.Container{{Ports: []core.ContainerPort{port}}}},
		Status:     core.PodStatus{PodIP: address},
	}
}

// chain is what a chain lets pass, between its first line, for the pod's traffic to itself, and the rejects at its end.
func chain(rules, name string) string {
	_, rest, found := strings.Cut(rules, "chain "+name+" {")
	if !found {
		return "open"
	}
	body, _, _ := strings.Cut(rest, "\n  }")
	lines := strings.Split(body, "\n")[2:]
	var passing []string
	for _, line := range lines[:len(lines)-2] {
		passing = append(passing, strings.TrimSpace(line))
	}
	return strings.Join(passing, "\n")
}
