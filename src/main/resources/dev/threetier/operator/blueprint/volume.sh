# Tells how full the file system of a volume is, as a liveness probe that is never counted: the kubelet makes
# an event of each failure, and of its words.
#
#   volume.sh DIRECTORY STATE   fails when there is something to tell: at 80, 90 and 95%, where it is full,
#                               every 15 minutes as long as that lasts, and when there is room again. STATE
#                               is a file that says what was told last, and when
set -u
export LC_ALL=C

# Events are forgotten after an hour, and some are lost.
repeat_seconds=900
# PostgreSQL makes a file of WAL in one piece, and goes down if it cannot.
wal_file=16

told=0
since=0
[ ! -s "$2" ] || read -r told since < "$2"

# What only root may use is no room.
set -- "$2" $(stat -f -c '%b %f %a %S' "$1")
[ $# -eq 5 ] && [ "$2" -gt 0 ] || exit 0
used=$(($2 - $3))
percent=$((used * 100 / (used + $4)))
left=$(($4 * $5 / 1048576))
size=$(((used + $4) * $5 / 1048576))

level=0
for bound in 80 90 95; do
  [ "$percent" -lt "$bound" ] || level=$bound
done
[ "$left" -ge "$wal_file" ] || level=100

# WAL comes and goes.
if [ "$level" -lt "$told" ]; then
  case $told in
    100) [ "$left" -ge $((4 * wal_file)) ] ;;
    *) [ "$percent" -le $((told - 10)) ] ;;
  esac || level=$told
fi

now=$(date +%s)
if [ "$level" = "$told" ] && { [ "$level" = 0 ] || [ $((now - since)) -lt $repeat_seconds ]; }; then
  exit 0
fi
echo "$level $now" > "$1"
case $level in
  0) words='has room again' ;;
  100) words='is full' ;;
  *) words='is nearly full' ;;
esac
echo "the volume $words: $percent% used, $left of $size MiB left"
exit 1
