package io.bpmnconnect.stack.quickstart;

import io.bpmnconnect.stack.EngineCounters;
import java.time.Duration;

/** Looks at topics and engine together. Belongs to one thread. */
final class Watch {

  private final TopicCounts topics;
  private final EngineCounters engine;

  Watch(TopicCounts topics, EngineCounters engine) {
    this.topics = topics;
    this.engine = engine;
  }

  /** Reads the topics for the given time, then the engine's counters. */
  Figures look(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      topics.update(Duration.ofNanos(left));
    }
    return Figures.of(topics, engine.read());
  }
}
