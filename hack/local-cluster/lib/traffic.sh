# shellcheck shell=bash
# The image of the traffic tester: one static program.

# traffic_image [BUILDER]: BUILDER is an image with Go in it, used where no Go is installed that is new enough.
traffic_image() {
  local folder=$root/hack/images/traffic
  make_image traffic "$folder" "$(uname -m)" -- traffic_build "$folder" "${1:-}"
}

traffic_build() {
  local folder=$1 builder=$2 image=$3 out go
  out=$(mktemp -d "$cache/traffic.XXXXXX")
  # shellcheck disable=SC2064  # the folder's name is known now, and gone later
  trap "rm -r '$out'" EXIT
  if go=$(go_find traffic "$(go_minor "$folder")" 2>/dev/null) || [ -z "$builder" ]; then
    PATH=${go:+$(dirname "$go"):}$PATH GOOS=linux go_build "$out/traffic" "$folder" -ldflags '-s -w' .
  else
    docker run --rm --volume "$folder:/src:ro" --workdir /src --env CGO_ENABLED=0 "$builder" sh -c \
      'go build -trimpath -buildvcs=false -ldflags "-s -w" -o /tmp/traffic . >&2 && cat /tmp/traffic' >"$out/traffic"
    chmod +x "$out/traffic"
  fi
  tar --create --directory "$out" traffic | docker import --change 'ENTRYPOINT ["/traffic"]' - "$image"
}

# go_minor FOLDER: the version after "1." that its go.mod asks for.
go_minor() { sed -n 's/^go 1\.\([0-9]*\).*/\1/p' "$1/go.mod"; }
