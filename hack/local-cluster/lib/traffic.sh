# shellcheck shell=bash
# The image of the traffic tester: one static program.

# traffic_image [BUILDER]: BUILDER is an image with Go in it, used where Go is not installed.
traffic_image() {
  local folder=$root/hack/images/traffic
  make_image traffic "$folder" "$(uname -m)" -- traffic_build "$folder" "${1:-}"
}

traffic_build() {
  local folder=$1 builder=$2 image=$3 out
  out=$(mktemp -d "$cache/traffic.XXXXXX")
  # shellcheck disable=SC2064  # the folder's name is known now, and gone later
  trap "rm -r '$out'" EXIT
  if [ -z "$builder" ] || (go_find traffic) >/dev/null 2>&1; then
    GOOS=linux go_build "$out/traffic" "$folder" -ldflags '-s -w' .
  else
    docker run --rm --volume "$folder:/src:ro" --workdir /src --env CGO_ENABLED=0 "$builder" sh -c \
      'go build -trimpath -buildvcs=false -ldflags "-s -w" -o /tmp/traffic . >&2 && cat /tmp/traffic' >"$out/traffic"
    chmod +x "$out/traffic"
  fi
  tar --create --directory "$out" traffic | docker import --change 'ENTRYPOINT ["/traffic"]' - "$image"
}
