# Brings backups out of the cluster, and back: what /backup holds, to and from $S3_PATH in a bucket.
#
#   copy    copies each base backup and each file of WAL when it is complete, and the WAL that is being
#           written once a minute. Ends with a report when that fails, works again, or another base backup
#           is there: "copied NAME" ("none") or "failed WORDS", and "until TIME", up to which nothing is missing
#   fetch   fetches the base backup that is to be restored, and the WAL since
#
# What is in the bucket is never changed, and removed only where retention has named it: what is not on the
# volume may have been lost there.
set -u
export LC_ALL=C TZ=UTC
umask 077

report=/dev/termination-log
state=/tmp/s3
fetched=/data/.fetched
# A connection that breaks once is tried again at once, and not told.
patience_seconds=15
look_seconds=10
partial_seconds=60
# What pg_receivewal makes a file of before it writes to it.
wal_file=16777216

# As the Secret has them now.
credentials() {
  missing=
  for key in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; do
    [ -s "/etc/s3/$key" ] || missing=${missing:-$key}
  done
  if [ -n "$missing" ]; then
    echo "Secret $S3_SECRET does not exist or has no key $missing" > $state.words
    return 1
  fi
  RCLONE_CONFIG_S3_ACCESS_KEY_ID=$(cat /etc/s3/AWS_ACCESS_KEY_ID)
  RCLONE_CONFIG_S3_SECRET_ACCESS_KEY=$(cat /etc/s3/AWS_SECRET_ACCESS_KEY)
  export RCLONE_CONFIG_S3_ACCESS_KEY_ID RCLONE_CONFIG_S3_SECRET_ACCESS_KEY
  [ ! -s /etc/s3/ca.crt ] || export RCLONE_CA_CERT=/etc/s3/ca.crt
}

# In the background, so that the end of the pod is not waited for.
s3() {
  rclone --config '' --cache-dir /tmp --retries 1 --low-level-retries 1 --contimeout 5s --timeout 60s \
    --transfers 2 --checkers 4 --s3-upload-concurrency 2 "$@" > $state.out 2> $state.words &
  pid=$!
  wait $pid
}

# Without what differs each time: the numbers of the request, the object in an address, and the port that it
# is asked from.
words() {
  tr '\n\t' '  ' < $state.words | tr -d '\000-\037\177' | sed -E \
    -e 's/^.*Failed to //' -e 's/^lsf error in ListJSON: //' -e 's/with [0-9]+ errors?: last error was: //' -e 's,(https?://[^/" ]*)/[^" ]*,\1,g' \
    -e 's/[^ ]+:[0-9]+->//g' \
    -e 's/,? *(status code|StatusCode|request id|RequestID|host id|HostID): *[^, ]*//g' -e 's/ +/ /g' |
    cut -c 1-400
}

# A server that refuses a key may close the connection before it has read the object, and then cannot say
# why. It can of a list.
ask_again() {
  grep -qi 'connection reset\|broken pipe' $state.words || return 0
  cp $state.words $state.before
  s3 lsf --max-depth 1 "$there" || grep -q 'directory not found' $state.words || return 0
  mv $state.before $state.words
}

there=s3:$S3_PATH

told() {
  cat $state.told 2> /dev/null
}

tell() {
  echo "$1" > $state.told
  {
    echo "$1"
    [ ! -e $state.until ] || echo "until $(cat $state.until)"
  } > "$report"
}

# What is complete on the volume: a base backup has its name, WAL no suffix.
complete() {
  find /backup/threetier_*/wal /backup/threetier_*/base/2* -type f 2> /dev/null | sed -n -E \
    's,^/backup/(.*/(wal/([0-9A-F]{24}|[0-9A-F]{8}[.]history)|base/[0-9TZ]+/[a-z0-9_.]+))$,\1,p' | sort
}

# The lines of the second file that the first one does not have.
besides() {
  awk -v known="$1" 'BEGIN { while ((getline line < known) > 0) seen[line] } !($0 in seen)' "$2"
}

# A backup without its info does not count, so that comes last.
send() {
  complete > $state.complete
  besides $state.sent $state.complete > $state.new
  grep -v '/info$' $state.new > $state.files
  grep '/info$' $state.new > $state.infos
  for list in $state.files $state.infos; do
    [ ! -s "$list" ] || s3 copy --ignore-existing $looking --files-from-raw "$list" /backup "$there" || return 1
  done
  mv $state.complete $state.sent
  # Only a pod that has begun just now does not know what is there.
  looking=--no-traverse
}

# Compressed, for most of it is not written yet.
send_partial() {
  now=$(date +%s)
  stream=$(cat /backup/current 2> /dev/null)
  file=$(ls "/backup/$stream/wal/"*.partial 2> /dev/null | tail -n 1)
  written=$(stat -c '%n %s %Y' "$file" 2> /dev/null)
  case $written in
    "$partial") as_of=$now ;;
    *" $wal_file "*)
      [ $((now - partial_sent)) -ge $partial_seconds ] || return 0
      # It loses the end of its name when it is complete.
      gzip -1 -c "$file" > $state.gz 2> /dev/null || return 0
      s3 copyto $state.gz "$there/$stream/wal/${file##*/}.gz" || return 1
      partial_sent=$now
      as_of=$now
      # The time would not tell of what is written in this very second.
      [ "${written##* }" -ge "$now" ] || partial=$written
      ;;
    *) as_of=$now ;;
  esac
}

# Retention leaves a list of what it removes. What is still there was not removed after all.
remove() {
  for list in /backup/.removed.*[0-9]; do
    [ -e "$list" ] || continue
    while read -r file; do
      [ -e "/backup/$file" ] || printf '%s\n' "$file" "${file%.partial}.partial.gz"
    done < "$list" > $state.gone
    [ ! -s $state.gone ] || s3 delete --files-from-raw $state.gone "$there" || return 1
    rm -f "$list"
  done
}

copy() {
  pid=
  trap 'kill $pid 2> /dev/null; wait; exit 0' TERM INT
  : > $state.sent
  looking=
  partial=
  partial_sent=0
  as_of=$(date +%s)
  since=
  while true; do
    began=$(date +%s)
    if credentials && send && send_partial && remove; then
      since=
      date -d "@$as_of" +%Y-%m-%dT%H:%M:%SZ > $state.until
      last=$(sed -n 's,.*/base/\(.*\)/info$,\1,p' $state.sent | sort | tail -n 1)
      # One that works from its beginning is not told before there is a base backup.
      if [ "copied ${last:-none}" != "$(told)" ] && [ -n "$last$(told)" ]; then
        tell "copied ${last:-none}"
        exit 0
      fi
    else
      since=${since:-$began}
      ask_again
      failed="failed $(words)"
      echo "$failed" >&2
      if [ $(($(date +%s) - since)) -ge $patience_seconds ] && [ "$failed" != "$(told)" ]; then
        tell "$failed"
        exit 1
      fi
    fi
    sleep $look_seconds &
    wait $!
  done
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

failed() {
  ! grep -qi 'no space left' $state.words ||
    fail "the volume is too small for what is fetched and the database: make the application anew with a larger spec.database.storage.size"
  fail "what is in the bucket cannot be fetched: $(words)"
}

# As restore.sh chooses, which looks at the infos again and tells why there is none.
fetch() {
  [ ! -e /data/pgdata ] || exit 0
  # What was fetched for another restore that came to nothing is not this one's.
  source="$RCLONE_CONFIG_S3_ENDPOINT $S3_PATH"
  [ "$(cat $fetched/.source 2> /dev/null)" = "$source" ] || rm -rf $fetched
  mkdir -p $fetched
  echo "$source" > $fetched/.source
  rm -f $fetched/threetier_*/base/2*/info
  credentials || failed
  s3 copy --include '/threetier_*/base/2*/info' "$there" $fetched || failed
  stamp=$(echo "$RESTORE_TIME" | sed 's/[-:]//g; s/[.][0-9]*Z$/Z/')
  chosen=$(cd $fetched && ls -d threetier_*/base/2*/info 2> /dev/null | awk -F / -v name="$RESTORE_BACKUP" -v stamp="$stamp" '
    name != "none" ? $3 == name : stamp == "none" || $3 <= stamp { chosen = $1 "/" $2 "/" $3 }
    END { print chosen }')
  [ -n "$chosen" ] || exit 0
  echo "fetching $chosen"
  s3 copy "$there/$chosen" "$fetched/$chosen" || failed
  wal=${chosen%%/*}/wal
  mkdir -p "$fetched/$wal"
  if [ "$RESTORE_BACKUP" = none ]; then
    s3 lsf --files-only "$there/$wal" || failed
    # The first eight digits are the timeline.
    awk -v start="$(sed -n 's/^start //p' "$fetched/$chosen/info")" \
      '/[.]history$/ || substr($0, 9, 16) >= substr(start, 9, 16)' $state.out > $state.files
    [ ! -s $state.files ] || s3 copy --files-from-raw $state.files "$there/$wal" "$fetched/$wal" || failed
    for file in "$fetched/$wal"/*.gz; do
      [ ! -e "$file" ] || gunzip -f "$file" 2> $state.words || failed
    done
  fi
}

"$@"
