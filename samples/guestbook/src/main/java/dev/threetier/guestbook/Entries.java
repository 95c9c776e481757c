package dev.threetier.guestbook;

import java.util.List;

/** The book. */
interface Entries {

  /** The newest entries below an id, newest first. */
  List<Entry> newest(int limit, long below);

  /** Writes an entry once: whoever comes again with the same key gets the entry that is there. */
  Entry add(NewEntry entry, String idempotencyKey);

  /** Returns when the entry is gone, also when it was gone before. */
  void delete(long id);
}
