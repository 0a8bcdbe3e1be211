package io.bpmnconnect.source;

import static io.bpmnconnect.source.SourceConfigs.delivering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.connect.config.Problem;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.Filter;
import io.bpmnconnect.engine.JobActivation.OfType;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The source on engines of the Camunda 7 family: its keys, what it asks for and what it writes. */
class Camunda7SourceTest {

  private static Map<String, String> camunda7(String... keysAndValues) {
    Map<String, String> config = delivering(keysAndValues);
    config.put("engine.type", "camunda7");
    config.put("task.id", "4");
    return config;
  }

  private static JobConfig jobs(String... keysAndValues) {
    return SourceSettings.parse(camunda7(keysAndValues)).jobs();
  }

  private static JobActivation activation(JobConfig jobs) {
    return jobs.activation(jobs.types(), 5, jobs.requestTimeout());
  }

  // Keys

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          job.kinds                | EXECUTE     | has no effect with engine.type=camunda7; remove it
          job.poll.interval.min.ms | 60          | has no effect with engine.type=camunda7; remove it
          job.poll.interval.max.ms | 3000        | has no effect with engine.type=camunda7; remove it
          job.filter.variables     | ={}         | must give an object of one variable and its value, a text, number or boolean, such as ={region: "eu"}
          job.filter.variables     | =[1]        | must give an object of one variable and its value, a text, number or boolean, such as ={region: "eu"}
          job.filter.variables     | ={a: null}  | must give an object of one variable and its value, a text, number or boolean, such as ={region: "eu"}
          """)
  void aKeyThatMeansNothingHereIsRefused(String key, String value, String message) {
    assertThatThrownBy(() -> SourceSettings.parse(camunda7(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(key + ": " + message);
  }

  @Test
  void streamsAreRefusedWithTheEngineThatHasThem() {
    assertThatThrownBy(() -> SourceSettings.parse(camunda7("job.delivery", "both")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "job.delivery: cannot be both, because engines of type camunda7 do not push jobs; set"
                + " it to poll, or use Zeebe gRPC (engine.type=zeebe)");
  }

  @Test
  void theFamilyHasAllThatItsKeysAskFor() {
    Problems problems = new Problems();
    SourceSettings.parse(
            camunda7(
                "job.lease", "true",
                "job.tenant.ids", "acme",
                "job.filter.business.id", "b",
                "job.filter.variables", "={a: 1}",
                "job.priority.order", "true",
                "job.attempts", "5"))
        .check(ProcessEngines.adapter(EngineType.CAMUNDA7).known().get(0), problems);

    assertThat(problems.found()).isEmpty();
  }

  @Test
  void othersDoNotChooseAmongTheJobsOfAType() {
    EngineInfo camunda8 = ProcessEngines.adapter(EngineType.CAMUNDA8).known().get(0);
    String why =
        "needs the Camunda 7 family (engine.type=camunda7); the engine is Camunda 8, version "
            + camunda8.version();
    Problems problems = new Problems();

    SourceSettings.parse(
            delivering(
                "job.types", "a,b,c",
                "job.filter.business.id", "b-1",
                "job.priority.order", "true",
                "job.a.timeout.ms", "5000",
                "job.b.filter.business.id", "b-2",
                "job.c.filter.variables", "={region: \"eu\"}"))
        .check(camunda8, problems);

    assertThat(problems.found())
        .as("a key that is set for all types is told once, and none that is not set")
        .containsExactlyInAnyOrder(
            new Problem("job.priority.order", why),
            new Problem("job.filter.business.id", why),
            new Problem("job.b.filter.business.id", why),
            new Problem("job.c.filter.variables", why));
  }

  // Requests

  @Test
  void aTaskHasOneRequestForAllItsTypes() {
    JobConfig jobs = jobs("job.types", "a,b", "job.worker.name", "w");

    assertThat(jobs.requests()).containsExactly(List.of("a", "b"));
    assertThat(activation(jobs).worker()).as("each task settles in its own name").isEqualTo("w-4");
    assertThat(activation(jobs).requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(jobs("job.request.timeout.ms", "20000").requestTimeout())
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(SourceSettings.parse(delivering("job.types", "a,b")).jobs().requests())
        .as("other engines are asked for each")
        .containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void theEngineIsAskedAsConfigured() {
    JobActivation activation =
        activation(
            jobs(
                "job.types", "a,b",
                "job.timeout.ms", "30000",
                "job.filter.business.id", "order-1",
                "job.filter.variables", "={level: 3}",
                "job.b.filter.business.id", "order-2",
                "job.b.filter.variables", "={region: \"us\"}",
                "job.priority.order", "true",
                "job.lease", "true",
                "job.attempts", "7",
                "job.tenant.ids", "acme"));

    assertThat(activation.types())
        .containsExactly(
            new OfType(
                "a",
                Duration.ofSeconds(30),
                List.of(),
                List.of(),
                new Filter(Optional.of("order-1"), Map.of("level", 3L))),
            new OfType(
                "b",
                Duration.ofSeconds(30),
                List.of(),
                List.of(),
                new Filter(Optional.of("order-2"), Map.of("region", "us"))));
    assertThat(activation.byPriority()).isTrue();
    assertThat(activation.withLease()).isTrue();
    assertThat(activation.attempts()).isEqualTo(7);
    assertThat(activation.tenantIds()).containsExactly("acme");
  }

  @Test
  void unlessToldOtherwiseJobsAreTakenAsTheyCome() {
    JobActivation activation = activation(jobs());

    assertThat(activation.onlyType().filter()).isEqualTo(Filter.ALL);
    assertThat(activation.byPriority()).isFalse();
    assertThat(activation.withLease()).isFalse();
    assertThat(activation.attempts()).isEqualTo(3);
  }

  // Records

  @Test
  void aRecordSaysForWhichWorkerItsJobIsLocked() {
    assertThat(workerHeader(camunda7()).value()).isEqualTo("worker");
    assertThat(workerHeader(delivering()))
        .as("where any worker may settle a job, the name says nothing")
        .isNull();
  }

  private static Header workerHeader(Map<String, String> config) {
    JobRecordMapper mapper = new JobRecordMapper(SourceSettings.parse(config).jobs());
    return Jobs.record(mapper, Jobs.job("7")).headers().lastWithName("bpmn-job-worker");
  }
}
