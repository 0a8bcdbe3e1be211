package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.connect.delivery.OffsetTracker.Tracked;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One more record, while 1,000 others of its partition are on their way. */
@State(Scope.Benchmark)
public class OffsetTrackerBenchmark {

  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
  private static final int ON_THEIR_WAY = 1_000;

  private final OffsetTracker offsets = new OffsetTracker();
  private final Queue<Tracked> open = new ArrayDeque<>();
  private long next;

  @Benchmark
  public void trackAndFinish() {
    open.add(offsets.track(PARTITION, next++));
    if (open.size() > ON_THEIR_WAY) {
      open.remove().done();
    }
  }
}
