package io.bpmnconnect.engine.camundaversion;

import io.bpmnconnect.engine.ErrorKind;
import java.util.Locale;

/**
 * What Camunda 8 means when it says that something is in the wrong state (409 with {@code
 * INVALID_STATE}, gRPC's {@code FAILED_PRECONDITION}): since 8.10 that is more than one thing, and
 * only its words tell (camunda#57335 for leases, camunda#57522 for suspension). Stateless.
 */
public final class WrongState {

  private static final String LEASE = "lease";

  private WrongState() {}

  /**
   * The kind of error that the words tell; {@code CONFLICT} where they tell of no other state.
   *
   * @param detail the engine's words
   */
  public static ErrorKind kind(String detail) {
    String words = detail.toLowerCase(Locale.ROOT);
    if (words.contains(LEASE) && words.contains("does not match")) {
      return ErrorKind.LOCK_LOST; // the job was activated again, by somebody else or for us
    }
    if (words.contains(LEASE) && words.contains("must be provided")) {
      return ErrorKind.INVALID; // nothing was settled, and nothing will be without it
    }
    return words.contains("is suspended") ? ErrorKind.SUSPENDED : ErrorKind.CONFLICT;
  }
}
