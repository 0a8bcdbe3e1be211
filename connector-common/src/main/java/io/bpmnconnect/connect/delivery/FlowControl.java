package io.bpmnconnect.connect.delivery;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses a consumer's partitions while too many records wait for the engine, and resumes them at
 * half, so that the consumer goes on polling and keeps its partitions. Belongs to the one thread
 * that consumes, but for {@link #isPaused()}.
 */
public final class FlowControl {

  private static final Logger log = LoggerFactory.getLogger(FlowControl.class);

  /** At full speed there are several short pauses in a second, which is nothing to tell of. */
  private static final long WORTH_TELLING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int maxBuffered;
  private final Runnable pause;
  private final Runnable resume;
  private volatile boolean paused;
  private long pausedSince;
  private boolean told;

  /**
   * @param pause pauses all assigned partitions; called again while paused, since partitions may
   *     have been assigned meanwhile
   * @param resume resumes all assigned partitions
   */
  public FlowControl(int maxBuffered, Runnable pause, Runnable resume) {
    this.maxBuffered = maxBuffered;
    this.pause = pause;
    this.resume = resume;
  }

  /** Decides anew, by how many records wait. */
  public void update(int buffered) {
    if (buffered >= maxBuffered) {
      pause.run();
      if (!paused) {
        paused = true;
        pausedSince = System.nanoTime();
      }
    } else if (paused && buffered <= maxBuffered / 2) {
      resume.run();
      paused = false;
    }
    tell(buffered);
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
