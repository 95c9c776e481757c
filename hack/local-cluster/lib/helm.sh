# shellcheck shell=bash
# Helm, for the demo: the one on PATH if it is 3.14 or newer, else one built here.

helm_version=v4.3.1

helm_find() {
  local file=$cache/bin/helm-$helm_version
  if have helm && [[ $(helm version --template '{{.Version}}') =~ ^v(4\.|3\.(1[4-9]|[2-9][0-9])) ]]; then
    command -v helm
    return
  fi
  [ -x "$file" ] || step "building Helm $helm_version" go_install "$file" "helm.sh/helm/v4/cmd/helm@$helm_version"
  echo "$file"
}
