# shellcheck shell=bash
# What every script here begins with: where things are, how progress is told, how inputs are hashed.
shopt -s inherit_errexit # set -e holds in $(...) too
trap 'exit 130' INT TERM # so that a trap on EXIT knows

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
cache=${THREETIER_CACHE:-$HOME/.cache/threetier}
logs=$cache/logs
env_file=$cache/env
mkdir -p "$cache" "$logs"

say() { echo "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# What `prepare` has made, for every command that follows.
load_env() {
  [ -e "$env_file" ] || die "$env_file is missing: run hack/local-cluster/prepare first"
  set -a
  # shellcheck source=/dev/null
  . "$env_file"
  set +a
}

have() { command -v "$1" >/dev/null; }

# run COMMAND...: runs it in a process group of its own, so that Ctrl-C and SIGTERM end it at once, with all its children.
# Without that bash would wait for the command's end before it looks at the signal.
run() {
  local status=0
  start "$@"
  finish || status=$?
  return "$status"
}
start() {
  interrupted=
  set -m # job control gives the group
  "$@" &
  child=$!
  set +m
  trap 'interrupted=yes; kill -- -"$child" 2>/dev/null' INT TERM
}
finish() {
  local status=0
  wait "$child" || status=$?
  trap 'exit 130' INT TERM
  if [ -n "$interrupted" ]; then
    wait "$child" || true # the signal has ended the first wait, not yet the command
    exit 130
  fi
  return "$status"
}

# step TEXT COMMAND...: runs a long command with its output in a log, and says how long it has been running:
# on a terminal by rewriting one line, elsewhere by a line every half minute.
step() {
  local text=$1 log begin=$SECONDS status=0
  shift
  log=$logs/$(tr -cs 'a-zA-Z0-9.\n' - <<<"$text").log
  start "$@" >"$log" 2>&1 </dev/null
  while still_running "$((SECONDS - begin))"; do
    if [ -t 2 ]; then
      printf '\r  %s … %d s ' "$text" "$((SECONDS - begin))" >&2
    elif ((SECONDS > begin && (SECONDS - begin) % 30 == 0)); then
      say "  $text … $((SECONDS - begin)) s"
    fi
  done
  finish || status=$?
  [ ! -t 2 ] || printf '\r\033[K' >&2
  if ((status != 0)); then
    say "✗ $text failed after $((SECONDS - begin)) s; the end of $log:"
    tail -n 20 "$log" | sed 's/^/    /' >&2
    exit "$status"
  fi
  say "✓ $text ($((SECONDS - begin)) s)"
}

# A short command must not pay for a whole second of waiting.
still_running() {
  if (($1 < 2)); then sleep 0.1; else sleep 1; fi
  kill -0 "$child" 2>/dev/null
}

# content_hash INPUT...: twelve digits that change with every input. Of an absolute path the content counts, and of a
# folder the names in it, build output aside; anything else counts as it is: a version, the tag of the image built on.
content_hash() {
  local input
  for input in "$@"; do
    if [[ $input != /* ]]; then
      echo "$input"
    elif [ -d "$input" ]; then
      (cd "$input" && find . -type f -not -path '*/target/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    else
      sha256sum <"$input"
    fi
  done | sha256sum | cut -c1-12
}
