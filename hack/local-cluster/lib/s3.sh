# shellcheck shell=bash
# The S3 server that tests copy backups to: it checks signatures, and its buckets are folders.

s3_server=github.com/versity/versitygw/cmd/versitygw@v1.8.0

s3_server_image() {
  make_image s3-server "$s3_server" "$(uname -m)" -- s3_server_build
}

s3_server_build() {
  local out
  out=$(mktemp -d "$cache/s3-server.XXXXXX")
  # shellcheck disable=SC2064  # the folder's name is known now, and gone later
  trap "rm -r '$out'" EXIT
  go_install "$out/versitygw" "$s3_server"
  tar --create --directory "$out" versitygw | docker import --change 'ENTRYPOINT ["/versitygw"]' - "$1"
}
