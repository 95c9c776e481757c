# Saves the database to the backup volume.
#
#   wal       receives the WAL while the server writes it
#   streams   succeeds while it does
#   base      waits until a base backup is due, takes it, removes what is not to be kept, and ends with a
#             report: "succeeded" or "failed WORDS"; "from NAME", the first backup of the stream; a line
#             "NAME BYTES SECONDS" for each backup, the latest first; what volume.sh says; and that of the last trial restore,
#             which it makes when one is due: "trial passed NAME TIME SECONDS" or "trial failed NAME TIME
#             SECONDS WORDS"
#
# /backup/current is the name of the stream that is written. /backup/STREAM/wal is its WAL without a gap,
# as far as it goes; /backup/STREAM/base/NAME a base backup from which that WAL can be replayed. NAME is the
# server's time when it was complete. Everything gets its name when it is complete and on disk.
set -u
export LC_ALL=C TZ=UTC
umask 077

# Of a connection that is cut without a word nothing would be heard.
connection='keepalives_idle=30 keepalives_interval=10 keepalives_count=3'
report=/dev/termination-log
# How long the WAL may fail to be received before that is told.
patience_seconds=60

query() {
  PGOPTIONS='-c search_path=pg_catalog -c statement_timeout=30s' psql -X -q -At -v ON_ERROR_STOP=1 -c "$1"
}

current() {
  cat /backup/current 2> /dev/null
}

# Goes on with the stream, or begins another where the server does not have what is missing in it: it is
# another server, or has dropped WAL that was not received in time.
choose_stream() {
  stream=$(current)
  case $stream in *[!a-z0-9_]*) stream= ;; esac
  status=$(query "SELECT wal_status, pg_walfile_name(pg_current_wal_flush_lsn())
    FROM pg_replication_slots WHERE slot_name = '$stream'") || return 1
  # A server whose volume was set back to an earlier state writes another history from there on.
  received=$(ls "/backup/$stream/wal" 2> /dev/null | grep -E '^[0-9A-F]{24}$' | tail -n 1)
  case $status in
    reserved\|* | extended\|* | unreserved\|*)
      ! expr "x$received" \<= "x${status#*|}" > /dev/null || return 0
      ;;
  esac
  stream=threetier_$(date +%Y%m%d%H%M%S)
  mkdir -p "/backup/$stream/wal" "/backup/$stream/base" || return 1
  query "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
    WHERE slot_name LIKE 'threetier\_%' AND NOT active" > /dev/null &&
    query "SELECT pg_create_physical_replication_slot('$stream', true)" > /dev/null &&
    echo "$stream" > /backup/.current && sync -f /backup && mv -T /backup/.current /backup/current &&
    sync -f /backup
}

wal() {
  pid=
  trap 'kill $pid 2> /dev/null; wait; exit 0' TERM INT
  well=$(date +%s)
  while true; do
    began=$(date +%s)
    if choose_stream 2> /tmp/wal.words; then
      # One that there was no room for has no WAL, and pg_receivewal would not go on with it.
      find "/backup/$stream/wal" -name '*.partial' ! -size 16777216c -exec truncate -s 0 {} +
      pg_receivewal --no-loop --synchronous --no-password --slot="$stream" \
        --directory="/backup/$stream/wal" --dbname="$connection" 2> /tmp/wal.words &
      pid=$!
      wait $pid
      pid=
    fi
    cat /tmp/wal.words >&2
    now=$(date +%s)
    # While there is no server this is not what is wrong.
    if [ $((now - began)) -gt $patience_seconds ] || ! pg_isready -q; then
      well=$now
    elif [ $((now - well)) -gt $patience_seconds ]; then
      words /tmp/wal.words > "$report"
      exit 1
    fi
    sleep 2 &
    wait $!
  done
}

streams() {
  [ "$(query "SELECT active FROM pg_replication_slots WHERE slot_name = '$(current)'")" = t ]
}

# Those of the stream in the directory $1, or of all, the first one first.
backups() {
  ls ${1:-/backup/threetier_*}/base/2*/info 2> /dev/null | sed 's,/info$,,'
}

of_backup() {
  sed -n "s/^$2 //p" "$1/info"
}

# Whether the schedule names a minute that began after the time $1, up to the time $2.
is_scheduled() {
  TZ=${TIME_ZONE:-UTC} awk -v since="$1" -v now="$2" -v schedule="$SCHEDULE" '
    function matches(field, value, lowest, highest,    n, parts, i, step, range, ends, from, to) {
      n = split(field, parts, ",")
      for (i = 1; i <= n; i++) {
        step = split(parts[i], range, "/") == 2 ? range[2] : 0
        if (range[1] == "*") {
          from = lowest
          to = highest
        } else {
          to = split(range[1], ends, "-") == 2 ? ends[2] : step ? highest : ends[1]
          from = ends[1]
        }
        if (value >= from + 0 && value <= to + 0 && (value - from) % (step ? step : 1) == 0) return 1
      }
      return 0
    }
    BEGIN {
      split(schedule, field, " ")
      for (minute = since - since % 60 + 60; minute <= now; minute += 60) {
        split(strftime("%M %H %d %m %w", minute), at, " ")
        if (!matches(field[1], at[1] + 0, 0, 59) || !matches(field[2], at[2] + 0, 0, 23) ||
            !matches(field[4], at[4] + 0, 1, 12)) continue
        day = matches(field[3], at[3] + 0, 1, 31)
        weekday = matches(field[5], at[5] + 0, 0, 7) || (at[5] == 0 && matches(field[5], 7, 0, 7))
        # As cron does: where both are given either will do.
        both = field[3] !~ /^[*]/ && field[5] !~ /^[*]/
        if ((day && weekday) || (both && (day || weekday))) {
          found = 1
          exit
        }
      }
    }
    END { exit !found }'
}

# A new stream cannot be replayed without a backup that it begins with.
is_due() {
  stream=$(current) || return 1
  latest=$(backups "/backup/$stream" | tail -n 1)
  [ -n "$latest" ] || return 0
  [ "$REQUEST" = none ] || [ "$REQUEST" = "$(cat /backup/.request 2> /dev/null)" ] || return 0
  now=$(date +%s)
  is_scheduled "${looked:-$(of_backup "$latest" finished)}" "$now" || {
    looked=$now
    return 1
  }
}

# One that was missed is made up for, as that of a base backup is.
is_trial_due() {
  [ -n "${TRIAL_SCHEDULE:-}" ] && stream=$(current) || return 1
  first=$(backups "/backup/$stream" | head -n 1)
  [ -n "$first" ] || return 1
  [ "$TRIAL_REQUEST" = none ] || [ "$TRIAL_REQUEST" = "$(cat /backup/.trial-request 2> /dev/null)" ] || return 0
  tried=$(cat /backup/.tried 2> /dev/null)
  case $tried in '' | *[!0-9]*) tried=$(of_backup "$first" finished) ;; esac
  now=$(date +%s)
  (SCHEDULE=$TRIAL_SCHEDULE && is_scheduled "${looked_for_trial:-$tried}" "$now") || {
    looked_for_trial=$now
    return 1
  }
}

# What it finds is no failure of the saving. One that is cut off is not begun again, and is told: what
# comes of it is replaced.
try() {
  name=$(backups "/backup/$stream" | tail -n 1)
  began=$(date +%s)
  put .trial "$(outcome failed "$began" 'it was cut off')" && put .trial-request "$TRIAL_REQUEST" &&
    put .tried "$began" || return
  rm -f /tmp/told
  sh "$CONFIG_DIR/trial.sh" > /tmp/trial.reason &
  pid=$!
  while kill -0 $pid 2> /dev/null && leaves_room; do
    sleep 1 &
    wait $!
  done
  verdict=passed
  if kill -0 $pid 2> /dev/null; then
    # All but this shell, which is the container's first process: servers leave the group they began in.
    kill -s KILL -- -1
    echo "the backup volume has no room for a trial" > /tmp/trial.reason
  fi
  wait $pid || verdict=failed
  rm -rf /backup/.scratch
  put .trial "$(outcome $verdict "$(date +%s)" "$(tail -n 1 /tmp/trial.reason)")"
  : > /tmp/told
  tell succeeded
  exit 0
}

outcome() {
  printf 'trial %s %s %s %s %.300s\n' "$1" "${name##*/}" "$(date -d "@$2" +%Y%m%dT%H%M%SZ)" "$(($2 - began))" "$3" |
    plain
}

# WAL that cannot be written is dropped by the server some day: it has more right to the room, of which a
# twentieth is left, at least 64 MiB and at most 1 GiB.
leaves_room() {
  df -k --output=size,avail /backup | awk '
    NR == 2 {
      reserve = $1 / 20
      if (reserve < 65536) reserve = 65536
      if (reserve > 1048576) reserve = 1048576
      left = $2 >= reserve
    }
    END { exit !left }'
}

# A volume that is full leaves what was there.
put() {
  printf '%s\n' "$2" > "/backup/$1.new" && [ -s "/backup/$1.new" ] && sync "/backup/$1.new" &&
    mv -T "/backup/$1.new" "/backup/$1" && sync -f /backup
}

# Programs repeat names and values of the database.
plain() {
  tr -d '\000-\011\013-\037\177'
}

# What is left of one that was killed is never counted, for it has no name.
clean() {
  rm -rf /backup/threetier_*/base/.new /backup/threetier_*/base/.old /backup/.scratch
}

take() {
  began=$(date +%s)
  new=/backup/$stream/base/.new
  mkdir -p "$new/check" &&
    timeout 12h pg_basebackup --pgdata="$new/files" --format=tar --gzip --wal-method=stream \
      --checkpoint=fast --no-password --dbname="$connection" &&
    finished=$(query 'SELECT ceil(extract(epoch FROM clock_timestamp()))::bigint') &&
    extract "$new/files" "$new/check" &&
    pg_verifybackup --quiet "$new/check" && is_followed_by_the_stream || return 1
  system=$(pg_controldata "$new/check" | sed -n 's/^Database system identifier: *//p')
  start=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$new/check/backup_label")
  rm -rf "$new/check"
  {
    echo "version $MAJOR_VERSION"
    echo "database $DATABASE_NAME"
    echo "user $DATABASE_USER"
    echo "system $system"
    echo "start $start"
    echo "finished $finished"
    echo "bytes $(du -sb "$new/files" | cut -f 1)"
    echo "seconds $(($(date +%s) - began))"
  } > "$new/files/info" && sync -f "$new" &&
    mv -T "$new/files" "/backup/$stream/base/$(date -d "@$finished" +%Y%m%dT%H%M%SZ)" &&
    rm -r "$new" && printf '%s\n' "$REQUEST" > /backup/.request && sync -f /backup
}

# A backup that ends after the stream does could not be replayed beyond its own end. The server completes
# the last file of a backup.
is_followed_by_the_stream() {
  last=$(ls "$new/check/pg_wal" | grep -E '^[0-9A-F]{24}$' | tail -n 1)
  for _ in $(seq 60); do
    [ ! -e "/backup/$stream/wal/$last" ] || return 0
    sleep 1
  done
  echo "error: the WAL was not received up to the end of the backup" >&2
  return 1
}

extract() {
  tar -xzf "$1/base.tar.gz" -C "$2" && tar -xzf "$1/pg_wal.tar.gz" -C "$2/pg_wal" &&
    cp "$1/backup_manifest" "$2"
}

# What is removed here is removed where it was copied to, and nothing else ever is.
# The list is read when all of it is gone.
remember() {
  [ -z "${COPIES:-}" ] || put ".removing.$(date +%s%N)" "$(printf '%s\n' "$@" | sed 's,^/backup/,,')"
}

# Only after a backup that succeeded, so that the last good one is never removed. What was saved of another
# server may be all that is left of a database that was lost: it stays.
prune() {
  oldest=
  [ "$KEEP_DAYS" = none ] || oldest=$(date -d "$KEEP_DAYS days ago" +%Y%m%dT%H%M%SZ)
  kept=0
  backups | sort -r | while read -r backup; do
    [ "$(of_backup "$backup" system)" = "$system" ] || continue
    kept=$((kept + 1))
    if [ "$kept" -gt "$KEEP_COUNT" ] ||
      { [ "$kept" -gt 1 ] && expr "${backup##*/}" \< "$oldest" > /dev/null; }; then
      remember "$backup"/*
      mv -T "$backup" "${backup%/*}/.old" && rm -rf "${backup%/*}/.old"
    fi
  done
  for directory in /backup/threetier_*; do
    first=$(backups "$directory" | head -n 1)
    if [ -n "$first" ]; then
      start=$(of_backup "$first" start)
      old=$(pg_archivecleanup -n "$directory/wal" "$start")
      [ -z "$old" ] || remember "$old"
      pg_archivecleanup "$directory/wal" "$start"
    elif [ "${directory##*/}" != "$stream" ]; then
      remember "$directory"/wal/*
      rm -rf "$directory"
    fi
  done
  for list in /backup/.removing.*[0-9]; do
    [ ! -e "$list" ] || mv "$list" "/backup/.removed.${list##*.}"
  done
}

words() {
  said=$(grep -m 1 -i 'no space left' "$1" || sed -n 's/.*error: //p' "$1" | head -n 1)
  printf '%.500s\n' "${said:-$(tail -n 1 "$1")}" | plain
}

# Whether there is something new to tell of the volume's room.
look() {
  ! sh "${0%/*}/volume.sh" /backup /tmp/room > /tmp/room.new && mv /tmp/room.new /tmp/room.words
}

# The kubelet takes 4096 bytes.
tell() {
  echo "$1" > /tmp/outcome
  {
    printf '%s\n' "$1"
    cat /tmp/room.words 2> /dev/null
    first=$(backups "/backup/$(current)" | head -n 1)
    [ -z "$first" ] || echo "from ${first##*/}"
    backups | sort -r | while read -r backup; do
      echo "${backup##*/} $(of_backup "$backup" bytes) $(of_backup "$backup" seconds)"
    done
    cat /backup/.trial 2> /dev/null
  } | head -c 4000 > "$report"
}

base() {
  trap 'exit 0' TERM INT
  # The pod before this one may still end.
  exec 9> /backup/.lock
  flock 9
  clean
  news=
  ! look || news=yes
  # It would be taken for UTC.
  if [ -n "${TIME_ZONE:-}" ] && [ ! -f "/usr/share/zoneinfo/$TIME_ZONE" ]; then
    tell "failed the image knows no time zone $TIME_ZONE: correct spec.database.backup.timeZone"
    exit 1
  fi
  if ! is_due && is_trial_due; then
    try
  fi
  # A new pod tells what is there before it waits for days.
  if [ ! -e /tmp/told ] && ! is_due && current > /dev/null; then
    : > /tmp/told
    tell succeeded
    exit 0
  fi
  until is_due; do
    ! is_trial_due || try
    if [ -e /tmp/outcome ] && { [ -n "$news" ] || look; }; then
      tell "$(cat /tmp/outcome)"
      exit 0
    fi
    sleep 10 &
    wait $!
  done
  # What was told last does not hold any more.
  if [ -z "$latest" ] && [ -n "$(backups)" ] && [ ! -e "/tmp/told.$stream" ]; then
    : > "/tmp/told.$stream"
    tell "failed the WAL has a gap, and what comes after it is saved when another base backup is complete"
    exit 1
  fi
  if take 2> /tmp/base.words; then
    prune 2> /tmp/base.words
    cat /tmp/base.words >&2
    : > /tmp/told
    tell succeeded
    exit 0
  fi
  cat /tmp/base.words >&2
  clean
  tell "failed $(words /tmp/base.words)"
  exit 1
}

"$@"
