package io.bpmnconnect.engine;

import java.util.function.LongSupplier;

/**
 * How many commands may be with the engine at once: an engine that is asked for more refuses them
 * as {@link ErrorKind#BACKPRESSURE}, and each refusal costs it work and us a pause.
 *
 * <p>The limit is a {@link CubicLimit}. It is lowered by backpressure and by answers that do not
 * come in time, once for all commands that were sent under the same limit. It is raised by every
 * other answer of the engine, refusals included: they show that it keeps up. It grows only while it
 * is used up: an idle time proves nothing.
 *
 * <p>Commands that settle jobs are not counted: engines exempt them from backpressure, since they
 * take load away.
 *
 * <p>Not safe for use by several threads at once: whoever sends the commands guards it.
 */
public final class ConcurrencyLimit {

  private final LongSupplier nanoTime;
  private final CubicLimit limit;
  private int inFlight;
  private long decreases;

  /**
   * @param most the bound that the limit does not pass
   */
  public ConcurrencyLimit(int most) {
    this(most, System::nanoTime);
  }

  ConcurrencyLimit(int most, LongSupplier nanoTime) {
    this.limit = new CubicLimit(most);
    this.nanoTime = nanoTime;
  }

  /** Whether a command counts against the limit. */
  public static boolean counts(EngineCommand command) {
    return !(command instanceof EngineCommand.JobCommand);
  }

  /** The limit as it is now. */
  public int get() {
    return limit.get();
  }

  /** Whether one more command may be sent. */
  public boolean hasRoom() {
    return inFlight < limit.get();
  }

  /**
   * Counts a command as sent.
   *
   * @return to be handed back with its answer
   */
  public long sent() {
    inFlight++;
    return decreases;
  }

  /**
   * Learns from the answer to a command, or from its absence.
   *
   * @param ticket what {@link #sent()} gave for it
   * @param refusal {@code null} when the engine has carried the command out
   */
  public void answered(long ticket, EngineException refusal) {
    boolean usedUp = !hasRoom();
    inFlight--;
    if (refusal == null || showsHealth(refusal)) {
      if (usedUp) {
        limit.raise(nanoTime.getAsLong());
      }
    } else if (isTooMuch(refusal) && ticket == decreases) {
      limit.lower(nanoTime.getAsLong());
      decreases++;
    }
  }

  private static boolean isTooMuch(EngineException refusal) {
    return refusal.kind() == ErrorKind.BACKPRESSURE || refusal.kind() == ErrorKind.TIMEOUT;
  }

  private static boolean showsHealth(EngineException refusal) {
    return switch (refusal.kind()) {
      case INVALID, FORBIDDEN, NOT_FOUND, CONFLICT, LOCK_LOST, SUSPENDED, CONTENTION -> true;
      case UNAUTHENTICATED, BACKPRESSURE, UNAVAILABLE, TIMEOUT, INTERNAL, UNSUPPORTED -> false;
    };
  }
}
