# shellcheck shell=bash
# The node's image where rancher/k3s cannot be had: see ../README.md.

node_folder=$root/hack/local-cluster/node

# node_image BASE
node_image() {
  local base=$1 kube pause
  kube=$(kube_binary)
  pause=$cache/bin/pause-$(content_hash "$node_folder/pause")
  [ -x "$pause" ] || step "building pause" go_build "$pause" "$node_folder/pause" -ldflags '-s -w' main.go
  make_image k3s "$node_folder"/{Containerfile,addons,files} "$base" "${kube##*/}" "${pause##*/}" -- node_build "$base" "$kube" "$pause"
}

kube_binary() {
  local kube version
  kube=$cache/bin/kube-$(content_hash "$node_folder/kube" "$(uname -m)")
  if [ ! -x "$kube" ]; then
    version=$(awk '$1 == "k8s.io/kubernetes" {print $2}' "$node_folder/kube/go.mod")
    step "building Kubernetes $version (5 to 10 minutes on two cores)" kube_build "$kube" "$version"
  fi
  echo "$kube"
}
kube_build() {
  local package=k8s.io/component-base/version major minor
  IFS=. read -r major minor _ <<<"${2#v}"
  go_build "$1" "$node_folder/kube" -ldflags "-s -w -X $package.gitVersion=$2 -X $package.gitMajor=$major -X $package.gitMinor=$minor" .
}

node_build() {
  local base=$1 kube=$2 pause=$3 image=$4 context
  context=$(mktemp -d "$cache/node.XXXXXX")
  # shellcheck disable=SC2064  # the folder's name is known now, and gone later
  trap "rm -r '$context'" EXIT
  cp -r "$node_folder"/{Containerfile,addons,files} "$context"
  ln "$kube" "$context/kube"
  tar --create --directory "$(dirname "$pause")" --transform 's/.*/pause/' "$(basename "$pause")" |
    docker import --change 'ENTRYPOINT ["/pause"]' - threetier.local/pause:node
  docker save --output "$context/pause.tar" threetier.local/pause:node
  docker build --build-arg "BASE_IMAGE=$base" --tag "$image" --file "$context/Containerfile" "$context"
}
