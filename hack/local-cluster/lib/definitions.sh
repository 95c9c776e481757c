# shellcheck shell=bash
# Definitions of other projects' kinds, which tests install. The projects deliver them in their Go modules.

gateway_api=sigs.k8s.io/gateway-api@v1.6.3
cloudnative_pg=github.com/cloudnative-pg/cloudnative-pg@v1.30.0

# definition FILE MODULE PATH [BUILDER]: prints the file's name. BUILDER is an image with Go in it, used where no Go is installed.
definition() {
  local file=$cache/$1 module=$2 path=$3
  [ -e "$file" ] || step "fetching $(basename "$path") of $module" definition_fetch "$file" "$module" "$path" "${4:-}"
  echo "$file"
}

definition_fetch() {
  local file=$1 module=$2 path=$3 builder=$4 go
  local script="go mod download $module && cat \"\$(go env GOMODCACHE)/$module/$path\""
  mkdir -p "$(dirname "$file")"
  # No set -e here: who calls may do without the file.
  if go=$(go_find "$module" 2>/dev/null) || [ -z "$builder" ]; then
    PATH=${go:+$(dirname "$go"):}$PATH sh -c "$script" >"$file.part" || return
  else
    docker run --rm "$builder" sh -c "$script" >"$file.part" || return
  fi
  mv "$file.part" "$file"
}

# httproutes_definition [BUILDER]
httproutes_definition() {
  definition "gateway-api/httproutes-${gateway_api#*@}.yaml" "$gateway_api" config/crd/standard/gateway.networking.k8s.io_httproutes.yaml "$@"
}

# cloudnative_pg_definition KIND [BUILDER]: the kind in plural and lower case.
cloudnative_pg_definition() {
  definition "cloudnative-pg/$1-${cloudnative_pg#*@}.yaml" "$cloudnative_pg" "config/crd/bases/postgresql.cnpg.io_$1.yaml" "${2:-}"
}
