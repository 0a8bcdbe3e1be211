package io.bpmnconnect.engine;

/**
 * How many commands an engine takes at once, learnt from its refusals as CUBIC learns the window of
 * a TCP connection (RFC 9438): doubled with each round until the first refusal; multiplied by
 * {@value #DECREASE} by a refusal; then quickly back to where that was, slowly past it, and ever
 * faster after that. What matters is that the time between two refusals depends on a clock, and not
 * on how quickly the engine answers: a quick engine is not asked for too much more often.
 *
 * <p>Not safe for use by several threads at once.
 */
final class CubicLimit {

  private static final double START = 4;
  private static final double LEAST = 1;
  private static final double DECREASE = 0.7;

  /** Commands per second cubed: the C of RFC 9438. */
  private static final double SCALE = 0.4;

  /** For each success: half as much again with each round, as much as RFC 9438 allows. */
  private static final double QUICKEST = 0.5;

  private static final double NANOS_PER_SECOND = 1e9;

  private final int most;
  private double limit;
  private boolean slowStart = true;
  private double plateau;
  private long loweredAt;
  private double secondsToPlateau;

  CubicLimit(int most) {
    this.most = most;
    this.limit = Math.min(START, most);
  }

  int get() {
    return (int) limit;
  }

  /** A command succeeded while no more were allowed. */
  void raise(long nanoTime) {
    double reached = slowStart ? limit + 1 : Math.min(limit + QUICKEST, curve(nanoTime));
    limit = Math.min(most, Math.max(limit, reached));
  }

  private double curve(long nanoTime) {
    double past = (nanoTime - loweredAt) / NANOS_PER_SECOND - secondsToPlateau;
    return plateau + SCALE * past * past * past;
  }

  /** The engine refused a command as too much. */
  void lower(long nanoTime) {
    // Who is refused below the last plateau makes room for whoever took the rest.
    plateau = limit < plateau ? limit * (1 + DECREASE) / 2 : limit;
    limit = Math.max(LEAST, limit * DECREASE);
    secondsToPlateau = Math.cbrt(Math.max(0, plateau - limit) / SCALE);
    loweredAt = nanoTime;
    slowStart = false;
  }
}
