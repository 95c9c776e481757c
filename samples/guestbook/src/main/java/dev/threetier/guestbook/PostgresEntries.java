package dev.threetier.guestbook;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The book in PostgreSQL. Each method is safe to repeat, so the database may retry it. */
final class PostgresEntries implements Entries {
  private final Database database;

  PostgresEntries(Database database) {
    this.database = database;
  }

  @Override
  public List<Entry> newest(int limit, long below) {
    return database.run(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT id, author, message, created_at FROM entry
                  WHERE id < ? ORDER BY id DESC LIMIT ?""")) {
            select.setLong(1, below);
            select.setInt(2, limit);
            try (var rows = select.executeQuery()) {
              var entries = new ArrayList<Entry>();
              while (rows.next()) {
                entries.add(entry(rows));
              }
              return entries;
            }
          }
        });
  }

  @Override
  public Entry add(NewEntry entry, String idempotencyKey) {
    return database.run(
        connection -> {
          try (var insert =
              connection.prepareStatement(
                  """
                  INSERT INTO entry (idempotency_key, author, message) VALUES (?, ?, ?)
                  ON CONFLICT (idempotency_key) DO NOTHING
                  RETURNING id, author, message, created_at""")) {
            insert.setString(1, idempotencyKey);
            insert.setString(2, entry.author());
            insert.setString(3, entry.message());
            try (var rows = insert.executeQuery()) {
              return rows.next() ? entry(rows) : written(connection, entry, idempotencyKey);
            }
          }
        });
  }

  /** The entry that an earlier try with this key wrote. */
  private static Entry written(Connection connection, NewEntry entry, String idempotencyKey)
      throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT id, author, message, created_at FROM entry WHERE idempotency_key = ?")) {
      select.setString(1, idempotencyKey);
      try (var rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("deleted since the conflict", SqlState.SERIALIZATION_FAILURE);
        }
        var written = entry(rows);
        if (!entry.equals(new NewEntry(written.author(), written.message()))) {
          throw Problem.keyReused();
        }
        return written;
      }
    }
  }

  @Override
  public void delete(long id) {
    database.run(
        connection -> {
          try (var delete = connection.prepareStatement("DELETE FROM entry WHERE id = ?")) {
            delete.setLong(1, id);
            return delete.executeUpdate();
          }
        });
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("id"),
        row.getString("author"),
        row.getString("message"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
