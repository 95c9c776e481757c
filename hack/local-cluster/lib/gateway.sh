# shellcheck shell=bash
# The definition of the Gateway API's HTTPRoutes, which tests install. Its project delivers it in a Go module.

gateway_api=sigs.k8s.io/gateway-api@v1.6.3

# httproutes_definition [BUILDER]: prints the file's name. BUILDER is an image with Go in it, used where no Go is installed.
httproutes_definition() {
  local file=$cache/gateway-api/httproutes-${gateway_api#*@}.yaml
  [ -e "$file" ] || step "fetching $gateway_api" httproutes_fetch "$file" "${1:-}"
  echo "$file"
}

httproutes_fetch() {
  local file=$1 builder=$2 go
  local script="go mod download $gateway_api && cat \"\$(go env GOMODCACHE)/$gateway_api/config/crd/standard/gateway.networking.k8s.io_httproutes.yaml\""
  mkdir -p "$(dirname "$file")"
  # No set -e here: who calls may do without the file.
  if go=$(go_find "$gateway_api" 2>/dev/null) || [ -z "$builder" ]; then
    PATH=${go:+$(dirname "$go"):}$PATH sh -c "$script" >"$file.part" || return
  else
    docker run --rm "$builder" sh -c "$script" >"$file.part" || return
  fi
  mv "$file.part" "$file"
}
