package io.bpmnconnect.connect.delivery;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses a consumer's partitions while too many records wait for the engine, and resumes them at
 * half, so that the consumer goes on polling and keeps its partitions. Belongs to the one thread
 * that consumes, but for {@link #isPaused()}.
 *
 * <p>Invariant: after each call the partitions assigned then are paused exactly when {@link
 * #isPaused()}. A consumer forgets on a rebalance what was paused, while Connect remembers it and
 * pauses again what a task paused once; so nothing is taken over from before a rebalance: it is
 * stated anew whenever the assignment is another one, and {@link #assigned} says when it is the
 * same one given anew.
 */
public final class FlowControl {

  /** The consumer, as far as it is paused. */
  public interface Partitions {

    /** What is assigned now. */
    Set<TopicPartition> assigned();

    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);
  }

  private static final Logger log = LoggerFactory.getLogger(FlowControl.class);

  /** At full speed there are several short pauses in a second, which is nothing to tell of. */
  private static final long WORTH_TELLING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int maxBuffered;
  private final Partitions partitions;
  private volatile boolean paused;
  private long pausedSince;
  private boolean told;

  /** The partitions for which the consumer was told last, and what it was told. */
  private Set<TopicPartition> stated = Set.of();

  private boolean statedPaused;

  public FlowControl(int maxBuffered, Partitions partitions) {
    this.maxBuffered = maxBuffered;
    this.partitions = partitions;
  }

  /** Decides anew, by how many records wait, and tells the consumer what is new to it. */
  public void update(int buffered) {
    if (buffered >= maxBuffered) {
      if (!paused) {
        paused = true;
        pausedSince = System.nanoTime();
      }
    } else if (paused && buffered <= maxBuffered / 2) {
      paused = false;
    }
    state();
    tell(buffered);
  }

  /** Decides anew after partitions were assigned, be they the same as before. */
  public void assigned(int buffered) {
    stated = Set.of();
    update(buffered);
  }

  private void state() {
    Set<TopicPartition> assigned = partitions.assigned();
    if (paused == statedPaused && assigned.equals(stated)) {
      return;
    }
    if (!assigned.isEmpty()) {
      if (paused) {
        partitions.pause(assigned);
      } else {
        partitions.resume(assigned);
      }
    }
    stated = Set.copyOf(assigned);
    statedPaused = paused;
  }

  /** How many records have to get done before the partitions are resumed; 0 if they need not be. */
  public int untilResumed(int buffered) {
    return paused ? buffered - maxBuffered / 2 : 0;
  }

  private void tell(int buffered) {
    if (paused && !told && System.nanoTime() - pausedSince >= WORTH_TELLING_NANOS) {
      told = true;
      log.info("Paused: {} records wait for the engine", buffered);
    } else if (!paused && told) {
      told = false;
      log.info("Resumed: {} records wait for the engine", buffered);
    }
  }

  /** Whether the partitions are paused. Safe to call from any thread. */
  public boolean isPaused() {
    return paused;
  }
}
