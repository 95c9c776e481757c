# Asks a database that is not the operator's to run whether it answers.
#
#   connect   until it does for the first time
#   watch     from then on; /tmp/answers is there while it does
#
# News is told by ending, for an end is an event with words: "answered VERSION", "refused VERSION WORDS", where
# the words are the server's, or "failed VERSION WORDS", where it is not reached. VERSION is the one that answered
# last, or "-". A container that ends often is started ever later: what has been told is not told again, and
# while nothing answers other words are told when they stay.
set -u
export LC_ALL=C

interval_seconds=5
retry_seconds=2
# Accounts are locked, somewhere, by wrong passwords that follow too fast.
refused_seconds=30
# So long the same words have to be heard. A server that starts has others each second.
stay_seconds=10

ask() {
  timeout 15 psql -X -q -A -t -w -c "SELECT split_part(current_setting('server_version'), ' ', 1)" \
    > /tmp/answer 2> /tmp/error
}

words() {
  said=$(sed 's/^psql: error: //' /tmp/error | paste -s -d ' ' - | tr -d '[:cntrl:]' | head -c 500)
  printf '%s\n' "${said:-no answer within 15 s}"
}

# The server's words begin with a severity, in whatever language; libpq puts two blanks after it, and nowhere else.
is_refused() {
  grep -q ':  ' /tmp/error
}

known() {
  cat /tmp/version 2> /dev/null || echo -
}

tell() {
  printf '%s\n' "$*" >&2
  printf '%s\n' "$*" > /dev/termination-log
  : > /tmp/ended
}

trap 'exit 0' TERM
# After a failure that the container before this one has told, the next words are no news yet. A container that
# was killed has told nothing.
last=
since=0
rm -f /tmp/answers
if [ -e /tmp/ended ]; then
  rm /tmp/ended
  last=$(cat /tmp/told 2> /dev/null)
else
  rm -f /tmp/told
fi
while true; do
  if ask; then
    version=$(head -c 20 /tmp/answer)
    if [ "$1" = connect ] || [ "$version" != "$(known)" ]; then
      printf '%s\n' "$version" > /tmp/version
      rm -f /tmp/told
      tell "answered $version"
      exit 0
    fi
    : > /tmp/answers
    last=
    wait_seconds=$interval_seconds
  else
    rm -f /tmp/answers
    verdict=failed
    wait_seconds=$retry_seconds
    if is_refused; then
      verdict=refused
      wait_seconds=$refused_seconds
    fi
    now=$(words)
    [ "$now" = "$last" ] || since=$(date +%s)
    if [ "$now" != "$(cat /tmp/told 2> /dev/null)" ] &&
      { [ -z "$last" ] || [ $(($(date +%s) - since)) -ge "$stay_seconds" ]; }; then
      printf '%s\n' "$now" > /tmp/told
      tell "$verdict $(known) $now"
      exit 1
    fi
    last=$now
  fi
  sleep "$wait_seconds" &
  wait $!
done
