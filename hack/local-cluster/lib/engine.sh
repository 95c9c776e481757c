# shellcheck shell=bash
# The Docker engine: the one that answers, or else one of the project's own with everything under $engine_dir.

engine_dir=$cache/docker
engine_socket=unix://$engine_dir/docker.sock
engine_pid_file=$engine_dir/docker.pid

engine_answers() { timeout 10 docker info >/dev/null 2>&1; }

# Points DOCKER_HOST at the project's engine, unless another one answers. Fails when none does.
engine_find() {
  have docker || return 1
  engine_answers && return
  [ -S "${engine_socket#unix://}" ] || return 1
  export DOCKER_HOST=$engine_socket
  engine_answers
}

engine_is_ours() { [ "${DOCKER_HOST:-}" = "$engine_socket" ]; }

# The pid of the project's engine while it runs. A pid file may outlive a machine's restart, so the process is looked at.
engine_pid() {
  local pid
  pid=$(cat "$engine_pid_file" 2>/dev/null) && grep -qsF "$engine_dir/daemon.json" "/proc/$pid/cmdline" && echo "$pid"
}

engine_up() {
  engine_find && return
  if ! have dockerd; then
    engine_can_install || die "no Docker engine answers (\`docker info\` says why). Install one and start it (Docker Engine 20.10 or newer), or run this as root on Debian, where it is done for you"
    step "installing the Docker engine" engine_install
  fi
  [ "$(id -u)" = 0 ] || die "no Docker engine answers (\`docker info\` says why), and starting one takes root. Start the one that is installed (systemctl start docker), or run this as root"
  unset DOCKER_HOST
  engine_configure
  step "starting the Docker engine" engine_start
  export DOCKER_HOST=$engine_socket
}

engine_can_install() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && have apt-get; }

engine_install() {
  local packages=(docker.io iptables) policy=/usr/sbin/policy-rc.d ours= status=0
  apt-get update -q
  # Since trixie the client is a package of its own.
  ! apt-cache show docker-cli >/dev/null 2>&1 || packages+=(docker-cli)
  # Debian starts a service on installation unless this file says no; only the project's own engine is wanted.
  if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  apt_install "${packages[@]}" || status=$?
  [ -z "$ours" ] || rm "$policy"
  # Nor is the service to start with the machine.
  [ ! -d /run/systemd/system ] || systemctl disable docker.service docker.socket containerd.service
  return "$status"
}

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; }

engine_configure() {
  local runtimes=
  mkdir -p "$engine_dir"
  if ! has_sys_resource; then
    runtimes='
  "runtimes": {"narrow": {"path": "'$engine_dir'/runc-without-sys-resource"}},
  "default-runtime": "narrow",'
    cp "$root/hack/local-cluster/engine.d/runc-without-sys-resource" "$engine_dir/"
  fi
  cat >"$engine_dir/daemon.json" <<JSON
{$runtimes
  "hosts": ["$engine_socket"],
  "pidfile": "$engine_pid_file",
  "data-root": "$engine_dir/data",
  "exec-root": "$engine_dir/exec",
  "containerd-namespace": "threetier",
  "containerd-plugins-namespace": "threetier-plugins",
  "log-opts": {"max-size": "20m"}
}
JSON
}

# CAP_SYS_RESOURCE is bit 24 of the bounding set.
has_sys_resource() {
  local bounding
  bounding=$(sed -n 's/^CapBnd:\s*//p' /proc/self/status)
  ((16#$bounding >> 24 & 1))
}

engine_start() {
  local pid
  # A session of its own, so that Ctrl-C in a terminal reaches the script and not the engine; and without the lock that
  # `prepare` holds as descriptor 9.
  setsid dockerd --config-file "$engine_dir/daemon.json" >>"$logs/dockerd.log" 2>&1 </dev/null 9>&- &
  pid=$!
  until DOCKER_HOST=$engine_socket engine_answers; do
    kill -0 "$pid" 2>/dev/null || {
      tail -n 20 "$logs/dockerd.log"
      return 1
    }
    sleep 0.2
  done
}

engine_down() {
  local pid
  pid=$(engine_pid) || return 0
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  say "the Docker engine has stopped"
  # What dockerd leaves mounted would keep its folder from being deleted.
  awk -v dir="$engine_dir/" 'index($2, dir) == 1 {print $2}' /proc/self/mounts | xargs -r umount --lazy
}

# After Ctrl-C nothing runs that did not run before.
engine_down_if_interrupted() {
  engine_pid >/dev/null || trap '[ $? != 130 ] || engine_down' EXIT
}
