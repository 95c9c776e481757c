# Asks a database that is not the operator's to run whether it answers.
#
#   connect   until it does for the first time
#   watch     from then on; /tmp/answers is there while it does
#
# News is told by ending, for an end is an event with words: "answered VERSION", or "failed VERSION WORDS",
# where VERSION is the one that answered last, or "-". A container that ends often is started ever later:
# what has been told is not told again, and while nothing answers other words are told when they stay.
set -u
export LC_ALL=C

interval_seconds=5
retry_seconds=2
# So often the same words have to be heard. A server that starts has others each second.
stay=5

ask() {
  timeout 15 psql -X -q -A -t -w -c "SELECT split_part(current_setting('server_version'), ' ', 1)" \
    > /tmp/answer 2> /tmp/error
}

words() {
  said=$(sed 's/^psql: error: //' /tmp/error | paste -s -d ' ' - | tr -d '[:cntrl:]' | head -c 500)
  echo "${said:-no answer within 15 s}"
}

known() {
  cat /tmp/version 2> /dev/null || echo -
}

tell() {
  echo "$*" >&2
  echo "$*" > /dev/termination-log
}

# After a failure the container before this one has told, the next words are no news yet.
trap 'exit 0' TERM
last=
heard=0
if [ -e /tmp/answers ]; then
  rm /tmp/answers
elif [ -e /tmp/told ]; then
  last=$(cat /tmp/told)
fi
while true; do
  if ask; then
    version=$(head -c 20 /tmp/answer)
    if [ "$1" = connect ] || [ "$version" != "$(known)" ]; then
      echo "$version" > /tmp/version
      rm -f /tmp/told
      tell "answered $version"
      exit 0
    fi
    : > /tmp/answers
    last=
    wait_seconds=$interval_seconds
  else
    rm -f /tmp/answers
    now=$(words)
    heard=$([ "$now" = "$last" ] && echo $((heard + 1)) || echo 1)
    if [ "$now" != "$(cat /tmp/told 2> /dev/null)" ] && { [ -z "$last" ] || [ "$heard" -ge "$stay" ]; }; then
      echo "$now" > /tmp/told
      tell "failed $(known) $now"
      exit 1
    fi
    last=$now
    wait_seconds=$retry_seconds
  fi
  sleep "$wait_seconds" &
  wait $!
done
