// Package networkpolicy enforces NetworkPolicies on the pods of a node, which is the only one of its cluster.
package networkpolicy

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// Run enforces until the context ends: every change of a pod, namespace or policy makes the whole rule set anew, and nft
// swaps it in as one transaction.
func Run(ctx context.Context, client kubernetes.Interface) {
	factory := informers.NewSharedInformerFactory(client, 0)
	e := enforcer{
		pods:       factory.Core().V1().Pods().Lister(),
		namespaces: factory.Core().V1().Namespaces().Lister(),
		policies:   factory.Networking().V1().NetworkPolicies().Lister(),
	}
	changed := make(chan struct{}, 1) // room for one: any number of changes asks for one new rule set
	signal := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	for _, informer := range []cache.SharedIndexInformer{
		factory.Core().V1().Pods().Informer(),
		factory.Core().V1().Namespaces().Informer(),
		factory.Networking().V1().NetworkPolicies().Informer(),
	} {
		informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { signal() },
			UpdateFunc: func(any, any) { signal() },
			DeleteFunc: func(any) { signal() },
		})
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	for applied := ""; ; {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		rules := e.rules()
		if rules == applied {
			continue
		}
		if err := nft(rules); err != nil {
			klog.ErrorS(err, "The rules were refused", "rules", rules)
			time.AfterFunc(time.Second, signal)
			continue
		}
		applied = rules
	}
}

func nft(rules string) error {
	command := exec.Command("nft", "--file", "-")
	command.Stdin = strings.NewReader(rules)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, bytes.TrimSpace(output))
	}
	return nil
}

type enforcer struct {
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   networkinglisters.NetworkPolicyLister
}

// rules is the text of the whole table. Traffic of the node itself never passes these hooks towards a pod, so probes
// always arrive; a pod's traffic to the node, the API server included, passes `input`. The priority puts both hooks
// before kube-proxy's, which accept what goes to a NodePort.
func (e enforcer) rules() string {
	var dispatch, chains strings.Builder
	for _, pod := range e.list(labels.Everything(), labels.Everything()) {
		policies, _ := e.policies.NetworkPolicies(pod.Namespace).List(labels.Everything())
		for _, side := range []side{egress, ingress} {
			isolated, allowed := false, []string{}
			for _, policy := range policies {
				if selects(&policy.Spec.PodSelector, pod.Labels) && slices.Contains(policy.Spec.PolicyTypes, side.policyType) {
					isolated = true
					for _, rule := range side.rules(policy) {
						allowed = append(allowed, e.matches(policy.Namespace, pod, side, rule)...)
					}
				}
			}
			if isolated {
				slices.Sort(allowed) // listers have no order, and an unchanged rule set is not written again
				chain := side.name + "-" + pod.Status.PodIP
				fmt.Fprintf(&dispatch, "    ip %s %s jump %s\n", side.own, pod.Status.PodIP, chain)
				fmt.Fprintf(&chains, "  chain %s { # %s/%s\n    ip saddr %[4]s ip daddr %[4]s return\n", chain, pod.Namespace, pod.Name, pod.Status.PodIP)
				for _, match := range slices.Compact(allowed) {
					fmt.Fprintf(&chains, "    %s return\n", match)
				}
				// A refused connection fails at once by a reset; by the other rejects' message, only at its second try.
				fmt.Fprintf(&chains, "    meta l4proto tcp reject with tcp reset\n    reject\n  }\n")
			}
		}
	}
	return `table ip network-policies
delete table ip network-policies
table ip network-policies {
` + chains.String() + `  chain pods {
    ct state established,related accept
` + dispatch.String() + `  }
  chain forward {
    type filter hook forward priority filter - 5
    jump pods
  }
  chain input {
    type filter hook input priority filter - 5
    jump pods
  }
}
`
}

// A side is what ingress and egress differ in: a pod's own address in a packet, the other's, and where the rules stand.
type side struct {
	name, own, other string
	policyType       networking.PolicyType
	rules            func(*networking.NetworkPolicy) []rule
}

type rule struct {
	peers []networking.NetworkPolicyPeer
	ports []networking.NetworkPolicyPort
}

var ingress = side{"ingress", "daddr", "saddr", networking.PolicyTypeIngress, func(policy *networking.NetworkPolicy) (rules []rule) {
	for _, r := range policy.Spec.Ingress {
		rules = append(rules, rule{r.From, r.Ports})
	}
	return rules
}}

var egress = side{"egress", "saddr", "daddr", networking.PolicyTypeEgress, func(policy *networking.NetworkPolicy) (rules []rule) {
	for _, r := range policy.Spec.Egress {
		rules = append(rules, rule{r.To, r.Ports})
	}
	return rules
}}

// matches are nft's conditions, one per line, for what one rule allows.
func (e enforcer) matches(namespace string, pod *core.Pod, side side, rule rule) (matches []string) {
	add := func(address string, receiver *core.Pod) {
		for _, port := range portMatches(rule.ports, receiver) {
			matches = append(matches, strings.TrimSpace(address+" "+port))
		}
	}
	// A named port is a port of the pod that receives.
	receiver := func(peer *core.Pod) *core.Pod {
		if side.policyType == networking.PolicyTypeIngress {
			return pod
		}
		return peer
	}
	if len(rule.peers) == 0 {
		add("", receiver(nil))
	}
	for _, peer := range rule.peers {
		if block := peer.IPBlock; block != nil {
			address := fmt.Sprintf("ip %s %s", side.other, block.CIDR)
			if len(block.Except) > 0 {
				address += fmt.Sprintf(" ip %s != { %s }", side.other, strings.Join(block.Except, ", "))
			}
			add(address, receiver(nil))
			continue
		}
		for _, other := range e.peers(namespace, peer) {
			add(fmt.Sprintf("ip %s %s", side.other, other.Status.PodIP), receiver(other))
		}
	}
	return matches
}

func (e enforcer) peers(namespace string, peer networking.NetworkPolicyPeer) []*core.Pod {
	inNamespaces, inPods := labels.SelectorFromSet(labels.Set{core.LabelMetadataName: namespace}), labels.Everything()
	if peer.NamespaceSelector != nil {
		inNamespaces = selector(peer.NamespaceSelector)
	}
	if peer.PodSelector != nil {
		inPods = selector(peer.PodSelector)
	}
	return e.list(inNamespaces, inPods)
}

// list gives the pods that have an address of their own, in a fixed order.
func (e enforcer) list(inNamespaces, inPods labels.Selector) (found []*core.Pod) {
	namespaces, _ := e.namespaces.List(inNamespaces)
	for _, namespace := range namespaces {
		pods, _ := e.pods.Pods(namespace.Name).List(inPods)
		for _, pod := range pods {
			ended := pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
			if pod.Status.PodIP != "" && !pod.Spec.HostNetwork && !ended {
				found = append(found, pod)
			}
		}
	}
	slices.SortFunc(found, func(a, b *core.Pod) int { return strings.Compare(a.Status.PodIP, b.Status.PodIP) })
	return found
}

func portMatches(ports []networking.NetworkPolicyPort, receiver *core.Pod) (matches []string) {
	if len(ports) == 0 {
		return []string{""}
	}
	for _, port := range ports {
		protocol := strings.ToLower(string(*port.Protocol))
		switch {
		case port.Port == nil:
			matches = append(matches, "meta l4proto "+protocol)
		case port.EndPort != nil:
			matches = append(matches, fmt.Sprintf("%s dport %d-%d", protocol, port.Port.IntVal, *port.EndPort))
		case port.Port.Type == intstr.Int:
			matches = append(matches, fmt.Sprintf("%s dport %d", protocol, port.Port.IntVal))
		case receiver != nil:
			for _, container := range receiver.Spec.Containers {
				for _, named := range container.Ports {
					if named.Name == port.Port.StrVal && named.Protocol == *port.Protocol {
						matches = append(matches, fmt.Sprintf("%s dport %d", protocol, named.ContainerPort))
					}
				}
			}
		}
	}
	return matches
}

func selects(s *meta.LabelSelector, l map[string]string) bool {
	return selector(s).Matches(labels.Set(l))
}

func selector(s *meta.LabelSelector) labels.Selector {
	parsed, err := meta.LabelSelectorAsSelector(s)
	if err != nil { // the API server has let it pass, so it is no selector
		return labels.Nothing()
	}
	return parsed
}
