# shellcheck shell=bash
# Go, for what is built from Go modules.

# go_find NAME [MINOR]: any Go since 1.21 fetches the version that a go.mod asks for; where it need not, MINOR is that.
go_find() {
  local candidate minor=${2:-21}
  for candidate in "$(command -v go || true)" /usr/local/go/bin/go "$HOME"/sdk/go*/bin/go; do
    if [ -x "$candidate" ] && [[ $("$candidate" env GOVERSION) =~ ^go1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= minor)); then
      echo "$candidate"
      return
    fi
  done
  die "Go is missing, of which $1 is built: install 1.26, or any version since 1.21, and put it on PATH"
}

# go_build FILE FOLDER FLAG...: a static program, the same wherever it is built.
go_build() {
  local file=$1 folder=$2 go
  shift 2
  go=$(go_find "$(basename "$file")")
  mkdir -p "$(dirname "$file")"
  CGO_ENABLED=0 nice "$go" -C "$folder" build -trimpath -buildvcs=false -o "$file.part" "$@"
  mv "$file.part" "$file"
}

# go_install FILE MODULE@VERSION
go_install() {
  local file=$1 folder go
  go=$(go_find "$(basename "$file")")
  folder=$(mktemp -d)
  mkdir -p "$(dirname "$file")"
  CGO_ENABLED=0 GOBIN=$folder nice "$go" install -trimpath -ldflags '-s -w' "$2"
  mv "$folder"/* "$file"
  rmdir "$folder"
}
