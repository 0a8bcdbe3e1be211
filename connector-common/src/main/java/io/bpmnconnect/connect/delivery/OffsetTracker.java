package io.bpmnconnect.connect.delivery;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows which records of each partition are not done yet, and so which offsets may be committed.
 *
 * <p>Invariant: an offset is committable only when every tracked record below it is done. Records
 * finish in any order; what is committed is the lowest one not yet done.
 *
 * <p>Threads: every method of the tracker belongs to the one thread that consumes the partitions.
 * Only {@link Tracked#done()} and {@link Tracked#isOpen()} may be called from any thread; they
 * touch nothing but an atomic of their own and the count of open records.
 */
public final class OffsetTracker {

  private final Map<TopicPartition, Deque<Tracked>> partitions = new HashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  /** Notes a record. Offsets of one partition must be tracked in rising order. */
  public Tracked track(TopicPartition partition, long offset) {
    Deque<Tracked> records = partitions.computeIfAbsent(partition, p -> new ArrayDeque<>());
    dropDone(records);
    Tracked tracked = new Tracked(offset);
    records.addLast(tracked);
    open.incrementAndGet();
    return tracked;
  }

  /** How many records are tracked and neither done nor forgotten. Safe to call from any thread. */
  public int open() {
    return open.get();
  }

  /**
   * The offsets that may be committed.
   *
   * @param delivered for each partition the offset after the last record that was tracked or needed
   *     no tracking
   */
  public Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
    delivered.forEach(
        (partition, position) -> {
          Deque<Tracked> records = partitions.get(partition);
          Tracked lowest = records == null ? null : dropDone(records);
          committable.put(
              partition, lowest == null ? position : new OffsetAndMetadata(lowest.offset));
        });
    return committable;
  }

  /** Forgets the records of partitions that another consumer takes over. */
  public void forget(Collection<TopicPartition> revoked) {
    for (TopicPartition partition : revoked) {
      Deque<Tracked> records = partitions.remove(partition);
      if (records != null) {
        records.forEach(Tracked::done);
      }
    }
  }

  /** Forgets everything. */
  public void forgetAll() {
    forget(java.util.List.copyOf(partitions.keySet()));
  }

  private static Tracked dropDone(Deque<Tracked> records) {
    Tracked lowest = records.peekFirst();
    while (lowest != null && !lowest.isOpen()) {
      records.removeFirst();
      lowest = records.peekFirst();
    }
    return lowest;
  }

  /** One record on its way. */
  public final class Tracked {
    private final long offset;
    private final AtomicBoolean finished = new AtomicBoolean();

    private Tracked(long offset) {
      this.offset = offset;
    }

    /** The record needs nothing more. Calling it again does nothing. */
    public void done() {
      if (finished.compareAndSet(false, true)) {
        open.decrementAndGet();
      }
    }

    /** Whether the record still matters: it is not done, and its partition is still ours. */
    public boolean isOpen() {
      return !finished.get();
    }
  }
}
