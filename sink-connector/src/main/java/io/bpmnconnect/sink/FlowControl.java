package io.bpmnconnect.sink;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses the task's partitions while too many records wait for the engine, and resumes them at
 * half, so that the consumer goes on polling and keeps its partitions. Belongs to the task's
 * thread.
 */
final class FlowControl {

  private static final Logger log = LoggerFactory.getLogger(FlowControl.class);

  private final SinkTaskContext context;
  private final int maxBuffered;
  private boolean paused;

  FlowControl(SinkTaskContext context, int maxBuffered) {
    this.context = context;
    this.maxBuffered = maxBuffered;
  }

  void update(int buffered) {
    if (buffered >= maxBuffered) {
      // Again each time: partitions assigned since the last pause are not paused yet.
      context.pause(assignment());
      if (!paused) {
        paused = true;
        log.info("Paused: {} records wait for the engine", buffered);
      }
    } else if (paused && buffered <= maxBuffered / 2) {
      context.resume(assignment());
      paused = false;
      log.info("Resumed: {} records wait for the engine", buffered);
    }
  }

  private TopicPartition[] assignment() {
    return context.assignment().toArray(TopicPartition[]::new);
  }
}
