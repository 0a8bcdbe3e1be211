package io.bpmnconnect.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What became of the commands of one side. Safe for use by any thread. */
final class Tally {

  private static final long LONGEST_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;

  private final LongAdder done = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder otherwiseFailed = new LongAdder();
  private final Histogram commandMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);
  private final Histogram attemptMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);

  /** A command was carried out within the time that counts. */
  void done(long nanos) {
    done.increment();
    commandMicros.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
  }

  void answered(long nanos) {
    attempts.increment();
    attemptMicros.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
  }

  /** The engine has refused an attempt because it has too much to do. */
  void rejected() {
    rejected.increment();
  }

  void otherwiseFailed() {
    otherwiseFailed.increment();
  }

  long commands() {
    return done.sum();
  }

  long failures() {
    return otherwiseFailed.sum();
  }

  /** The part of all attempts that the engine has rejected, 0 to 1. */
  double rejectedShare() {
    return attempts.sum() == 0 ? 0 : (double) rejected.sum() / attempts.sum();
  }

  /** From the wish to send a command to its end, waits and further attempts included. */
  double commandMillis(double percentile) {
    return commandMicros.getValueAtPercentile(percentile) / 1_000.0;
  }

  /** From one attempt to the engine's answer. */
  double attemptMillis(double percentile) {
    return attemptMicros.getValueAtPercentile(percentile) / 1_000.0;
  }
}
