package io.bpmnconnect.connect.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How long something took, over the last minute. Safe for use by any thread; recording takes no
 * lock.
 *
 * <p>Kafka's {@code Percentiles} is not used: its linear buckets would have to take 240 KB for each
 * sample to come within a tenth of 0.1 ms when they reach up to an hour, and its window would be
 * the worker's to configure. Here each power of two has 32 buckets, so that a percentile is off by
 * at most 1.6 percent from 0.1 ms to an hour, in 4 KB for each of six slices of time.
 *
 * <p>Invariant: a slice belongs to one period of time for as long as it exists, and is replaced,
 * never cleared, by the first record of a later period. A thread that was slow records in a slice
 * that is newer than its time, or in one that has just been dropped; neither matters.
 */
public final class Latency {

  private static final int SLICES = 6;
  private static final long PERIOD = Duration.ofSeconds(10).toNanos();
  private static final double NANOS_PER_MILLI = 1e6;

  private final LongSupplier nanoClock;
  private final AtomicReferenceArray<Slice> ring = new AtomicReferenceArray<>(SLICES);

  Latency(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Records one duration in nanoseconds; a negative one counts as zero. */
  public void record(long nanos) {
    slice().record(Math.max(0, nanos));
  }

  /**
   * The duration in milliseconds that so many of the recorded ones do not exceed.
   *
   * @param share from 0 to 1
   * @return NaN if nothing was recorded in the window
   */
  double percentile(double share) {
    return window().percentile(share) / NANOS_PER_MILLI;
  }

  /** The longest duration in milliseconds; NaN if nothing was recorded in the window. */
  double max() {
    return window().max() / NANOS_PER_MILLI;
  }

  /** The mean duration in milliseconds; NaN if nothing was recorded in the window. */
  double average() {
    return window().average() / NANOS_PER_MILLI;
  }

  private Slice slice() {
    long period = period();
    int slot = Math.floorMod(period, SLICES);
    Slice slice = ring.get(slot);
    if (slice != null && slice.period >= period) {
      return slice;
    }
    Slice fresh = new Slice(period);
    Slice found = ring.compareAndExchange(slot, slice, fresh);
    return found == slice ? fresh : found;
  }

  private Window window() {
    long oldest = period() - SLICES + 1;
    Window window = new Window();
    for (int slot = 0; slot < SLICES; slot++) {
      Slice slice = ring.get(slot);
      if (slice != null && slice.period >= oldest) {
        window.add(slice);
      }
    }
    return window;
  }

  private long period() {
    return Math.floorDiv(nanoClock.getAsLong(), PERIOD);
  }

  /** What was recorded in one period. */
  private static final class Slice {

    private final long period;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(Buckets.COUNT);
    private final LongAdder sum = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);

    Slice(long period) {
      this.period = period;
    }

    void record(long nanos) {
      sum.add(nanos);
      max.accumulate(nanos);
      counts.incrementAndGet(Buckets.of(nanos));
    }
  }

  /** The slices of the last minute taken together, read by one thread. */
  private static final class Window {

    private final long[] counts = new long[Buckets.COUNT];
    private long count;
    private double sum;
    private double max;

    void add(Slice slice) {
      for (int bucket = 0; bucket < counts.length; bucket++) {
        int inSlice = slice.counts.get(bucket);
        counts[bucket] += inSlice;
        count += inSlice;
      }
      sum += slice.sum.sum();
      max = Math.max(max, (double) slice.max.get());
    }

    double percentile(double share) {
      double wanted = Math.max(1, Math.ceil(share * count));
      long seen = 0;
      for (int bucket = 0; bucket < counts.length; bucket++) {
        seen += counts[bucket];
        if (seen >= wanted) {
          return Math.min(max, Buckets.middle(bucket));
        }
      }
      return Double.NaN;
    }

    double max() {
      return count == 0 ? Double.NaN : max;
    }

    double average() {
      return count == 0 ? Double.NaN : sum / count;
    }
  }

  /**
   * Durations in units of 1,024 ns: a bucket for each of the first 64 units, then 32 buckets for
   * each power of two, up to 73 minutes; the last one takes what is longer.
   */
  private static final class Buckets {

    private static final int UNIT_BITS = 10;
    private static final int MAX_BITS = 32;
    private static final int PRECISION_BITS = 5;
    private static final int PER_POWER = 1 << PRECISION_BITS;
    private static final int COUNT = PER_POWER * (MAX_BITS - PRECISION_BITS + 1);

    static int of(long nanos) {
      long units = Math.min(nanos >>> UNIT_BITS, (1L << MAX_BITS) - 1);
      int width = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - PRECISION_BITS);
      return width * PER_POWER + (int) (units >>> width);
    }

    static double middle(int bucket) {
      int width = Math.max(0, bucket / PER_POWER - 1);
      double units = ((long) (bucket - width * PER_POWER) << width) + (1L << width) / 2.0;
      return units * (1 << UNIT_BITS);
    }
  }
}
