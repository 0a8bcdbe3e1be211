package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.connect.metrics.TaskMetrics;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Operation;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {

  private static final String CONNECTOR = "source-metrics-test";

  private static Set<ObjectName> objects() throws Exception {
    return server()
        .queryNames(
            new ObjectName("kafka.connect:type=plugins,connector=" + CONNECTOR + ",*"), null);
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private static double attribute(String name) throws Exception {
    ObjectName task =
        new ObjectName("kafka.connect:type=plugins,connector=" + CONNECTOR + ",task=0");
    return (double) server().getAttribute(task, name);
  }

  @Test
  void onlyRepliesThatHadAnEffectTellHowLongTheyTook() throws Exception {
    try (SourceMetrics metrics =
        new SourceMetrics(TaskMetrics.open(new TaskContext(), CONNECTOR, 0))) {
      CompleteJob complete = new CompleteJob(JobRef.of("1"), Map.of(), Optional.empty());
      long twoSecondsAgo = System.currentTimeMillis() - 2_000;
      metrics.replied(ReplyOutcome.SETTLED_BEFORE, Optional.of(complete), 0);
      metrics.replied(ReplyOutcome.UNREADABLE, Optional.empty(), 0);
      assertThat(attribute("reply-to-settled-latency-ms-max")).isNaN();

      metrics.replied(ReplyOutcome.SETTLED, Optional.of(complete), twoSecondsAgo);
      metrics.replied(ReplyOutcome.SETTLED, Optional.of(complete), Long.MAX_VALUE);

      assertThat(attribute("reply-to-settled-latency-ms-max")).isBetween(2_000.0, 60_000.0);
    }
  }

  @Test
  void thePageForOperatorsNamesEveryMetric() throws Exception {
    try (SourceMetrics metrics =
        new SourceMetrics(TaskMetrics.open(new TaskContext(), CONNECTOR, 0))) {
      metrics.activated("charge-card", 1);
      metrics.settled(Operation.COMPLETE_JOB, SettlementOutcome.SETTLED);
      metrics.replied(ReplyOutcome.UNREADABLE, Optional.empty(), 0);
      metrics.error(ErrorKind.TIMEOUT);
      Set<String> names = new TreeSet<>();
      for (ObjectName object : objects()) {
        Arrays.stream(server().getMBeanInfo(object).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .map(name -> name.replaceAll("-(p50|p95|p99|max|avg)$", "-*"))
            .forEach(names::add);
      }

      assertThat(names).contains("activated-total", "settled-total", "replies-total");
      assertThat(Files.readString(Path.of("..", "docs", "operations.md")))
          .contains(names.stream().map(name -> "`" + name + "`").toList());
    }
    assertThat(objects()).as("nothing is left behind").isEmpty();
  }
}
