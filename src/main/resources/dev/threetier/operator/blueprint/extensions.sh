# The extensions of the application's database. Their names are a comment in PostgreSQL's configuration,
# with which they are tried, put in force, and told.
#
#   create_extensions FILE   creates those that the configuration names and the database lacks, and fails,
#                            with PostgreSQL's words, at the first that cannot be created

create_extensions() {
  for extension in $(sed -n 's/^# extensions: //p' "$1"); do
    # The superuser's own search_path has no schema that something may be made in.
    EXTENSION=$extension as_superuser "$DATABASE_NAME" > /dev/null 2> /tmp/extensions.log << 'SQL' || {
\getenv extension EXTENSION
SET search_path = public;
CREATE EXTENSION IF NOT EXISTS :"extension" CASCADE;
SQL
      said=$(sed 's/^psql:[^ ]* *//; s/^ERROR: *//' /tmp/extensions.log | head -n 1)
      printf 'CREATE EXTENSION %s: %.200s\n' "$extension" "$said"
      return 1
    }
  done
}
