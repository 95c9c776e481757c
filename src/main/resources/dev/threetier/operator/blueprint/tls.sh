# Has the server read a renewed certificate. It runs beside the server, and says nothing: the log tells
# what becomes of configurations.
. "$CONFIG_DIR/logins.sh"
umask 077

mounted=$CREDENTIALS_DIR/server/server.pem
served=$SOCKET_DIR/server.pem
is_read=
while true; do
  if ! cmp -s "$mounted" "$served"; then
    is_read=
    cp "$mounted" "$served.new" && mv "$served.new" "$served"
  fi
  if [ -z "$is_read" ] && echo 'SELECT pg_reload_conf()' | as_superuser postgres > /dev/null 2>&1; then
    is_read=yes
  fi
  sleep 10
done
