package io.bpmnconnect.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What became of the commands of one side while it was measured: what happens before or after that
 * does not count. Safe for use by any thread.
 */
final class Tally {

  private static final long LONGEST_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;

  private final long begin;
  private final long end;
  private final LongAdder done = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder otherwiseFailed = new LongAdder();
  private final Histogram commandMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);
  private final Histogram attemptMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);

  /** Counts from one moment to another, as {@link System#nanoTime()} tells them. */
  Tally(long begin, long end) {
    this.begin = begin;
    this.end = end;
  }

  private boolean counts() {
    long now = System.nanoTime();
    return now - begin >= 0 && now - end <= 0;
  }

  /** A command was carried out, which took so long from the wish to send it. */
  void done(long nanos) {
    if (counts()) {
      done.increment();
      commandMicros.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
    }
  }

  /** An attempt was answered. */
  void answered(long nanos, Answer answer) {
    if (counts()) {
      attempts.increment();
      attemptMicros.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
      switch (answer) {
        case DONE -> {}
        case REJECTED -> rejected.increment();
        case FAILED -> otherwiseFailed.increment();
      }
    }
  }

  /** What an attempt may be answered. */
  enum Answer {
    DONE,
    /** The engine has too much to do. */
    REJECTED,
    FAILED
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
