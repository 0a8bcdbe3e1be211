package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobActivation.TenantFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobTypeOptionsTest {

  private static JobConfig jobs(String... keysAndValues) {
    return SourceSettings.parse(SourceConfigs.delivering(keysAndValues)).jobs();
  }

  @Test
  void whatIsNotSetHasADefault() {
    JobConfig jobs =
        SourceSettings.parse(SourceConfigs.delivering("job.start.jitter.ms", null)).jobs();

    assertThat(jobs.startJitter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(jobs.tenantFilter()).isEmpty();
    assertThat(jobs.withLease()).isFalse();
    assertThat(jobs.of("charge-card"))
        .extracting(JobTypeConfig::timeout, JobTypeConfig::replyTimeout, JobTypeConfig::maxActivate)
        .containsExactly(Duration.ofMinutes(1), Duration.ofHours(1), 32);
    assertThat(jobs.topics().onInvalid()).isEqualTo(InvalidTopic.FAIL_JOB);
    assertThat(jobs.headers().format()).isEqualTo(HeadersFormat.BPMN);
  }

  @Test
  void aTypeCanHaveEachOptionOfItsOwn() {
    JobConfig jobs =
        jobs(
            "job.types", "a,b",
            "job.a.timeout.ms", "5000",
            "job.a.reply.timeout.ms", "6000",
            "job.a.max.activate", "7",
            "job.a.fetch.variables", "x,y",
            "job.a.topic", "jobs-a",
            "job.a.key", "=job.jobKey",
            "job.a.partition", "3",
            "job.a.value.content", "variables",
            "job.a.value.schema", "inferred",
            "job.a.completion", "on-delivery",
            "job.a.behavior.on.dropped.record", "release",
            "job.a.variables.max.bytes", "77",
            "job.a.behavior.on.oversized.job", "without-variables");

    JobTypeConfig own = jobs.of("a");
    assertThat(own.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(own.replyTimeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(own.maxActivate()).isEqualTo(7);
    assertThat(own.fetchVariables()).containsExactly("x", "y");
    assertThat(own.record().topic().configKey()).isEqualTo("job.a.topic");
    assertThat(own.record().topic().expression().source()).isEqualTo("jobs-a");
    assertThat(own.record().key().expression().source()).isEqualTo("=job.jobKey");
    assertThat(own.record().partition()).isPresent();
    assertThat(own.record().valueContent()).isEqualTo(ValueContent.VARIABLES);
    assertThat(own.record().valueSchema()).isEqualTo(ValueSchema.INFERRED);
    assertThat(own.completion()).isEqualTo(Completion.ON_DELIVERY);
    assertThat(own.onDroppedRecord()).isEqualTo(DroppedRecord.RELEASE);
    assertThat(own.size())
        .isEqualTo(new SizeLimit("job.a.variables.max.bytes", 77, OversizedJob.WITHOUT_VARIABLES));
    assertThat(jobs.of("b")).isEqualTo(jobs.standard());
    assertThat(jobs.of("b").record().topic().expression().source()).isEqualTo("jobs");
  }

  @Test
  void whatATypeDoesNotSetIsAsForAll() {
    JobConfig jobs = jobs("job.types", "a,b", "job.timeout.ms", "9000", "job.a.topic", "jobs-a");

    assertThat(jobs.of("a").timeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(jobs.of("a").completion()).isEqualTo(Completion.NONE);
  }

  @Test
  void aThousandTypesMayHaveOptionsOfTheirOwn() {
    List<String> types = IntStream.range(0, 1_000).mapToObj(i -> "type-" + i).toList();
    Map<String, String> config =
        SourceConfigs.delivering("job.types", String.join(",", types), "job.max.in.flight", "1000");
    types.forEach(type -> config.put("job." + type + ".topic", "jobs-" + type));

    JobConfig jobs = SourceSettings.parse(config).jobs();

    assertThat(types)
        .allSatisfy(
            type ->
                assertThat(jobs.of(type).record().topic().configKey())
                    .isEqualTo("job." + type + ".topic"));
  }

  @Test
  void aTypeMayHaveDots() {
    JobConfig jobs =
        jobs(
            "job.types", "io.acme:http.json:1,io.acme",
            "job.io.acme:http.json:1.timeout.ms", "5000",
            "job.io.acme.timeout.ms", "6000");

    assertThat(jobs.of("io.acme:http.json:1").timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(jobs.of("io.acme").timeout()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void aKeyForAllTypesIsNeverThatOfOneType() {
    JobConfig jobs =
        jobs("job.types", "reply,request", "job.reply.timeout.ms", "7000", "job.reply.topic", "r");

    assertThat(jobs.of("reply").timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(jobs.of("request").replyTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(jobs.of("request").timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(jobs.of("reply").record().topic().expression().source()).isEqualTo("r");
  }

  @Test
  void theEngineIsAskedForATypeAsItIsConfigured() {
    JobConfig jobs =
        jobs(
            "job.types", "a,b",
            "job.worker.name", "w",
            "job.lease", "true",
            "job.tenant.filter", "assigned",
            "job.a.timeout.ms", "5000",
            "job.a.fetch.variables", "x");

    assertThat(jobs.activation(List.of("a"), 4, Duration.ofSeconds(10)))
        .isEqualTo(
            new JobActivation(
                List.of(
                    new JobActivation.OfType(
                        "a",
                        Duration.ofSeconds(5),
                        List.of("x"),
                        List.of(),
                        JobActivation.Filter.ALL)),
                "w",
                4,
                Duration.ofSeconds(10),
                List.of(),
                Optional.of(TenantFilter.ASSIGNED),
                true,
                false,
                3,
                new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2))));
    assertThat(jobs.of("b").timeout()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void repliesAreNeededByTheTypesThatWaitForThem() {
    assertThat(jobs("job.types", "a,b", "job.a.completion", "on-delivery").waitingForReplies())
        .isEmpty();
    assertThat(
            SourceSettings.parse(
                    SourceConfigs.replying("job.types", "a,b", "job.a.completion", "none"))
                .jobs()
                .waitingForReplies())
        .containsExactly("completion");
    assertThat(
            SourceSettings.parse(
                    SourceConfigs.replying(
                        "job.types", "a,b", "completion", "none", "job.b.completion", "reply"))
                .jobs()
                .waitingForReplies())
        .containsExactly("job.b.completion");
  }

  @Test
  void aTaskGetsTheKeysOfItsOwnTypesOnly() {
    Map<String, String> config =
        SourceConfigs.delivering(
            "job.types", "a,b.c",
            "job.a.timeout.ms", "1000",
            "job.b.c.timeout.ms", "2000",
            "job.timeout.ms", "3000");

    List<Map<String, String>> tasks = JobTypes.spread(config, 2);

    assertThat(tasks.get(0)).containsKeys("job.a.timeout.ms", "job.timeout.ms");
    assertThat(tasks.get(0)).doesNotContainKey("job.b.c.timeout.ms");
    assertThat(tasks.get(1)).containsKeys("job.b.c.timeout.ms", "job.timeout.ms");
    assertThat(tasks.get(1)).doesNotContainKey("job.a.timeout.ms");
    assertThat(SourceSettings.parse(tasks.get(1)).jobs().of("b.c").timeout())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void theEffectiveConfigurationTellsOfSingleTypesAndHeaders() {
    assertThat(
            SourceSettings.describe(
                SourceConfigs.delivering(
                    "job.charge-card.timeout.ms", "5000",
                    "headers", "region",
                    "headers.region.value", "eu")))
        .contains("job.charge-card.timeout.ms = 5000\n")
        .contains("headers.region.value = eu\n")
        .doesNotContain("job.charge-card.topic");
  }
}
