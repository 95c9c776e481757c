package networkpolicy

import (
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/yaml"
)

func TestRulesOfOnePod(t *testing.T) {
	for _, test := range []struct{ name, spec, want string }{
		{"no policy selects it", `{podSelector: {matchLabels: {app: other}}, policyTypes: [Ingress]}`, ``},
		{"deny all that comes", `{podSelector: {}, policyTypes: [Ingress]}`, ``},
		{"allow all that comes", `{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}`, `saddr any`},
		{
			"a port of the balancer's pods", `
podSelector: {matchLabels: {app: web}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: lb}}}], ports: [{protocol: TCP, port: 8080}]}]`,
			`ip saddr 10.42.0.1 tcp dport 8080`,
		},
		{
			"a named port is the receiver's", `
podSelector: {matchLabels: {app: web}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: lb}}}], ports: [{protocol: TCP, port: http}]}]`,
			`ip saddr 10.42.0.1 tcp dport 8080`,
		},
		{
			"a range of ports, of a protocol, from a block of addresses", `
podSelector: {matchLabels: {app: web}}
policyTypes: [Ingress]
ingress:
- from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.42.0.0/16]}}]
  ports: [{protocol: TCP, port: 8000, endPort: 8090}, {protocol: UDP}]`,
			`ip saddr 10.0.0.0/8 ip saddr != { 10.42.0.0/16 } meta l4proto udp
ip saddr 10.0.0.0/8 ip saddr != { 10.42.0.0/16 } tcp dport 8000-8090`,
		},
		{
			"pods of another namespace", `
podSelector: {matchLabels: {app: web}}
policyTypes: [Egress]
egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}], ports: [{protocol: UDP, port: dns}]}]`,
			`ip daddr 10.42.0.9 udp dport 53`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			policy := networking.NetworkPolicy{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: "policy"}}
			if err := yaml.Unmarshal([]byte(test.spec), &policy.Spec); err != nil {
				t.Fatal(err)
			}
			if got, want := allowed(enforcerOf(&policy).rules(), "10.42.0.2"), test.want; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
