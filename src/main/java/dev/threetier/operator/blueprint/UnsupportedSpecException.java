package dev.threetier.operator.blueprint;

/** A spec that passed the schema and yet cannot be carried out; the message says what to write. */
public class UnsupportedSpecException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public UnsupportedSpecException(String message) {
    super(message);
  }
}
