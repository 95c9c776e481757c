# HAProxy as the load balancer's pods run it: started, given changed files, and stopped.
#
#   start   runs HAProxy with the last files that it accepted
#   watch   takes up changed files without ending a connection, once HAProxy accepts them; prints a
#           line for each: "applied DIGEST" or "refused DIGEST REASON"
#   stop    lets HAProxy finish the requests under way
#
# Wanted is candidate.cfg where there is one, else haproxy.cfg. HAProxy reads a copy, so that one
# that crashes does not start with what it would refuse.
set -u

mounted=/etc/threetier
run=/run/haproxy
drain_seconds=5
stop_seconds=50

# It names certificates by their content. A volume may be renewed before the other.
is_complete() {
  for named in $(grep -o '/etc/threetier-tls/[a-z0-9.-]*' "$1"); do
    [ -f "$named" ] || return 1
  done
}

digest() {
  cat "$1" | sha256sum | cut -c 1-16
}

start() {
  [ -f "$run/haproxy.cfg" ] || cp "$mounted/haproxy.cfg" "$run/haproxy.cfg"
  digest "$run/haproxy.cfg" > "$run/applied"
  echo $$ > "$run/haproxy.pid"
  exec haproxy -W -db -f "$run/haproxy.cfg"
}

wanted() {
  if [ -f "$mounted/candidate.cfg" ]; then echo "$mounted/candidate.cfg"; else echo "$mounted/haproxy.cfg"; fi
}

master() {
  pid=$(cat "$run/haproxy.pid" 2> /dev/null) && kill -0 "$pid" 2> /dev/null && echo "$pid"
}

workers() {
  cat "/proc/$1/task/$1/children"
}

# Succeeds when there is a new worker.
reload() {
  before=" $(workers "$1") "
  kill -USR2 "$1"
  for _ in $(seq 100); do
    sleep 0.1
    for worker in $(workers "$1"); do
      case $before in *" $worker "*) ;; *) return 0 ;; esac
    done
  done
  return 1
}

apply() {
  if ! said=$(haproxy -c -f "$1" 2>&1); then
    reason=$(echo "$said" | sed -n 's/^\[ALERT\][^:]*: *\(config : \)*//p' | head -n 1)
    echo "refused $2 ${reason:-$(echo "$said" | tail -n 1)}"
    return
  fi
  cp "$1" "$run/new.cfg" && mv "$run/new.cfg" "$run/haproxy.cfg"
  if pid=$(master) && ! reload "$pid"; then
    echo "refused $2 HAProxy did not reload: see its log"
    return
  fi
  echo "$2" > "$run/applied"
  echo "applied $2"
}

watch() {
  handled=
  while true; do
    file=$(wanted)
    now=$(digest "$file")
    if [ "$now" != "$handled" ] && is_complete "$file"; then
      if [ "$now" = "$(cat "$run/applied" 2> /dev/null)" ]; then
        echo "applied $now"
      else
        apply "$file" "$now"
      fi
      handled=$now
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
