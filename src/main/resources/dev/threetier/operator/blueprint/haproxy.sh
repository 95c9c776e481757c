# HAProxy as the load balancer's pods run it: started, given changed files, and stopped.
#
#   start   runs HAProxy with the last configuration that it has taken up
#   watch   has it take up a changed one without ending a connection, once it accepts it; prints a
#           line for each: "applied DIGEST" or "refused DIGEST REASON"
#   stop    lets HAProxy finish the requests under way
#
# Wanted is candidate.cfg where there is one, else haproxy.cfg. HAProxy reads a copy, which is always
# one that it has taken up, so that one that crashes does not start with what it would refuse.
set -u

mounted=/etc/threetier
run=/run/haproxy
drain_seconds=5
stop_seconds=50
retry_seconds=60

accepts() {
  haproxy -c -f "$1" 2>&1
}

# The copy may name a certificate that is gone since. What nothing accepts HAProxy itself refuses,
# with its reasons.
start() {
  from=$mounted/haproxy.cfg
  for file in "$run/haproxy.cfg" "$mounted/haproxy.cfg" "$mounted/candidate.cfg"; do
    if accepts "$file" > /dev/null; then
      from=$file
      break
    fi
  done
  [ "$from" = "$run/haproxy.cfg" ] || cp "$from" "$run/haproxy.cfg"
  echo $$ > "$run/haproxy.pid"
  exec haproxy -W -db -f "$run/haproxy.cfg"
}

digest() {
  sha256sum < "$1" | cut -c 1-16
}

# A copy, for what is mounted may change between two looks.
fetch() {
  if [ -f "$mounted/candidate.cfg" ]; then
    cp "$mounted/candidate.cfg" "$run/new.cfg"
  else
    cp "$mounted/haproxy.cfg" "$run/new.cfg"
  fi
}

# It names certificates by their content. One volume may be renewed before the other.
is_complete() {
  for named in $(grep -o '/etc/threetier-tls/[a-z0-9.-]*' "$1"); do
    [ -f "$named" ] || return 1
  done
}

master() {
  pid=$(cat "$run/haproxy.pid" 2> /dev/null) && kill -0 "$pid" 2> /dev/null && echo "$pid"
}

workers() {
  cat "/proc/$1/task/$1/children" 2> /dev/null
}

# Succeeds when there is a new worker, and it stays.
reload() {
  before=" $(workers "$1") "
  kill -USR2 "$1"
  for _ in $(seq 100); do
    sleep 0.1
    for worker in $(workers "$1"); do
      case $before in *" $worker "*) continue ;; esac
      sleep 1
      [ -d "/proc/$worker" ]
      return
    done
  done
  return 1
}

# What HAProxy cannot take up is not left to start with.
take_up() {
  cp "$run/haproxy.cfg" "$run/old.cfg"
  mv "$run/new.cfg" "$run/haproxy.cfg"
  reload "$1" && return
  mv "$run/old.cfg" "$run/haproxy.cfg"
  return 1
}

apply() {
  if ! said=$(accepts "$run/new.cfg"); then
    reason=$(echo "$said" | sed -n 's/^\[ALERT\][^:]*: *\(config : \)*//p' | head -n 1)
    echo "refused $2 ${reason:-$(echo "$said" | tail -n 1)}"
  elif ! take_up "$1"; then
    echo "refused $2 HAProxy could not take it up: see its log"
  else
    echo "applied $2"
  fi
}

# A master without workers is starting, and a signal could end it. What was refused is tried again:
# it may have been for want of time or memory.
watch() {
  handled=
  since=0
  while true; do
    since=$((since + 1))
    if fetch && pid=$(master) && [ -n "$(workers "$pid")" ]; then
      now=$(digest "$run/new.cfg")
      running=$(digest "$run/haproxy.cfg")
      if [ "$now" != "$running" ] && [ "$since" -ge "$retry_seconds" ]; then
        handled=
      fi
      if [ "$now" != "$handled" ] && is_complete "$run/new.cfg"; then
        if [ "$now" = "$running" ]; then
          echo "applied $now"
        else
          apply "$pid" "$now"
        fi
        handled=$now
        since=0
      fi
    fi
    sleep 1
  done
}

# Endpoints are given some seconds to forget the pod; with less, rollouts lost requests. SIGUSR1 is
# a soft stop for HAProxy, SIGTERM a hard one.
stop() {
  pid=$(master) || return 0
  sleep "$drain_seconds"
  kill -USR1 "$pid"
  for _ in $(seq "$stop_seconds"); do
    kill -0 "$pid" 2> /dev/null || return 0
    sleep 1
  done
  kill -TERM "$pid"
}

"$1"
