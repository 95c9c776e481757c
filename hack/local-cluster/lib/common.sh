# shellcheck shell=bash
# What every script here begins with: where things are, how progress is told, how inputs are hashed.
shopt -s inherit_errexit # set -e holds in $(...) too

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
cache=${THREETIER_CACHE:-$HOME/.cache/threetier}
logs=$cache/logs
# shellcheck disable=SC2034  # for the scripts that source this
env_file=$cache/env
mkdir -p "$cache" "$logs"

say() { echo "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

have() { command -v "$1" >/dev/null; }

# step TEXT COMMAND...: runs a long command with its output in a log, and says how long it has been running:
# on a terminal by rewriting one line, elsewhere by a line every half minute.
step() {
  local text=$1 log pid start=$SECONDS status=0
  shift
  log=$logs/$(tr -cs 'a-zA-Z0-9.\n' - <<<"$text").log
  # Job control gives the command a process group of its own, so that Ctrl-C can end it with all its children.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  set +m
  # shellcheck disable=SC2064  # this pid, not a later one
  trap "kill -- -$pid 2>/dev/null; exit 130" INT TERM
  while sleep_while_running "$pid" "$((SECONDS - start))"; do
    if [ -t 2 ]; then
      printf '\r  %s … %d s ' "$text" "$((SECONDS - start))" >&2
    elif ((SECONDS > start && (SECONDS - start) % 30 == 0)); then
      say "  $text … $((SECONDS - start)) s"
    fi
  done
  wait "$pid" || status=$?
  trap - INT TERM
  [ ! -t 2 ] || printf '\r\033[K' >&2
  if ((status != 0)); then
    say "✗ $text failed after $((SECONDS - start)) s; the end of $log:"
    tail -n 20 "$log" | sed 's/^/    /' >&2
    exit "$status"
  fi
  say "✓ $text ($((SECONDS - start)) s)"
}

# A short command must not pay for a whole second of waiting.
sleep_while_running() {
  if (($2 < 2)); then sleep 0.1; else sleep 1; fi
  kill -0 "$1" 2>/dev/null
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
