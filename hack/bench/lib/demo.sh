# shellcheck shell=bash
# Benchmarks on the demo's cluster: several ways to do the same, in turns, in a namespace of their own.

# on_demo NAMESPACE: makes it, on the demo's cluster, which is made if it is not there. It goes when the script ends.
on_demo() {
  demo_namespace=$1
  run hack/demo >/dev/null
  load_env
  KUBECONFIG=$(hack/local-cluster/cluster kubeconfig)
  export KUBECONFIG
  trap 'kubectl delete namespace "$demo_namespace" --wait=false >/dev/null' EXIT
  "$KUBECTL" create namespace "$demo_namespace" --dry-run=client --output yaml | kubectl apply --filename - >/dev/null
}

kubectl() { "$KUBECTL" --namespace "$demo_namespace" "$@"; }

median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
