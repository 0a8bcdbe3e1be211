package io.bpmnconnect.source;

import io.bpmnconnect.connect.threads.TaskThreads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many partitions topics have, as far as it can be known: Connect's producer waits without an
 * end for a partition that is not there, and all other jobs of the task with it.
 *
 * <p>Only the brokers of the reply topics are known to the connector. Without them, when they do
 * not answer, or do not have the topic, every partition is taken.
 *
 * <p>Used by the task's thread only, which never waits here; the admin client's thread completes
 * the answers.
 */
final class PartitionCounts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PartitionCounts.class);

  /** How long a job may be held up. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  /** Partitions can be added, and a topic can be made anew with fewer. */
  private static final Duration LONGEST_KEPT = Duration.ofMinutes(5);

  /** What would refuse a partition is not believed for longer than this. */
  private static final Duration LONGEST_BELIEVED = Duration.ofSeconds(10);

  private static final int MOST_TOPICS = 1_000;

  private record Look(CompletableFuture<OptionalInt> count, long nanos) {}

  private final Optional<Brokers> brokers;
  private final TaskThreads threads;
  private final LongSupplier clock;
  private final Map<String, Look> looks =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
          return size() > MOST_TOPICS;
        }
      };

  /**
   * Takes over the brokers: closing this closes them.
   *
   * @param clock as of {@link System#nanoTime()}
   */
  PartitionCounts(Optional<Brokers> brokers, TaskThreads threads, LongSupplier clock) {
    this.brokers = brokers;
    this.threads = threads;
    this.clock = clock;
  }

  /** Those of the brokers of the reply topics, if there are any and partitions are configured. */
  static PartitionCounts of(SourceSettings settings, TaskThreads threads) {
    return new PartitionCounts(
        settings
            .replies()
            .filter(replies -> settings.jobs().choosesPartitions())
            .map(replies -> new AdminBrokers(replies.clients().admin(), LONGEST_LOOK)),
        threads,
        System::nanoTime);
  }

  /**
   * How many partitions the destination's topic has. Complete at once when the brokers need not be
   * asked; never completes with an error.
   *
   * @return empty when it cannot be known
   */
  CompletableFuture<OptionalInt> of(Destination destination) {
    if (brokers.isEmpty() || destination.partition().isEmpty()) {
      return CompletableFuture.completedFuture(OptionalInt.empty());
    }
    Look last = looks.get(destination.topic());
    if (last == null || isTooOld(last, destination.partition().getAsInt())) {
      last = new Look(look(brokers.get(), destination.topic()), clock.getAsLong());
      looks.put(destination.topic(), last);
    }
    return last.count();
  }

  private boolean isTooOld(Look look, int partition) {
    if (!look.count().isDone()) {
      return false;
    }
    OptionalInt count = look.count().join();
    boolean helps = count.isPresent() && partition < count.getAsInt();
    Duration longest = helps ? LONGEST_KEPT : LONGEST_BELIEVED;
    return clock.getAsLong() - look.nanos() >= longest.toNanos();
  }

  private CompletableFuture<OptionalInt> look(Brokers brokers, String topic) {
    return brokers
        .partitions(topic)
        .thenApply(OptionalInt::of)
        .exceptionally(
            problem -> {
              Throwable reason = problem instanceof CompletionException e ? e.getCause() : problem;
              threads.run(() -> tell(topic, reason));
              return OptionalInt.empty();
            })
        .toCompletableFuture();
  }

  private static void tell(String topic, Throwable problem) {
    if (problem instanceof UnknownTopicOrPartitionException) {
      log.debug("The brokers of replies do not have the topic {}", topic);
    } else {
      log.warn(
          "How many partitions {} has cannot be seen, so those of jobs are not checked: {}",
          topic,
          problem.toString());
    }
  }

  @Override
  public void close() {
    brokers.ifPresent(Brokers::close);
  }
}
