package io.bpmnconnect.it.engine.camunda7;

import static io.bpmnconnect.it.engine.camunda7.Commands.by;
import static io.bpmnconnect.it.engine.camunda7.Commands.complete;
import static io.bpmnconnect.it.engine.camunda7.Commands.correlate;
import static io.bpmnconnect.it.engine.camunda7.Commands.create;
import static io.bpmnconnect.it.engine.camunda7.Commands.extend;
import static io.bpmnconnect.it.engine.camunda7.Commands.fail;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.CommandResult.Accepted;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineCommand.Definition.ByKey;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.ProcessEngine;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real engine refuses, and what it is taken for. */
@ExtendWith(SharedOperaton.class)
class RefusalsIT {

  private final Bench bench;
  private String process;

  RefusalsIT(Bench bench) {
    this.bench = bench;
  }

  @BeforeEach
  void deploy() {
    process = bench.name("refused");
    bench.deploy(process, Models.job(process, process));
  }

  private void assertRefused(ErrorKind kind, EngineCommand command) {
    EngineException refusal = bench.refusal(command);
    assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
    assertThat(refusal.isAmbiguous()).isFalse();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertRefused(ErrorKind.NOT_FOUND, create("no-such"));
    assertRefused(
        ErrorKind.NOT_FOUND, create(new ById(process, ById.LATEST), Optional.of("no-tenant")));
    assertRefused(ErrorKind.NOT_FOUND, create(new ByKey("no-such"), Optional.empty()));
    assertRefused(ErrorKind.NOT_FOUND, complete(by("w", "no-such")));
    assertRefused(ErrorKind.NOT_FOUND, complete(JobRef.of("no-such")));
    assertRefused(
        ErrorKind.NOT_FOUND, correlate("nobody-waits", new Correlation.ByBusinessId("x")));
  }

  @Test
  void aSuspendedDefinitionIsAConflict() throws Exception {
    bench.put(
        "/process-definition/key/" + process + "/suspended",
        "{\"suspended\": true, \"includeProcessInstances\": false}");

    assertRefused(ErrorKind.CONFLICT, create(process));
  }

  @Test
  void aJobOfASuspendedInstanceIsAConflictUntilItGoesOn() throws Exception {
    String instance = bench.start(process, "{}");
    ActivatedJob job = bench.job(process, "w");
    suspend(instance, true);

    assertRefused(ErrorKind.CONFLICT, complete(by("w", job.key())));
    assertRefused(ErrorKind.CONFLICT, fail(by("w", job.key()), 1));
    assertRefused(ErrorKind.CONFLICT, extend(by("w", job.key()), Duration.ofMinutes(1)));
    suspend(instance, false);
    assertThat(bench.execute(complete(by("w", job.key())))).isEqualTo(new Accepted());
  }

  private void suspend(String instance, boolean value) throws Exception {
    bench.put("/process-instance/" + instance + "/suspended", "{\"suspended\": " + value + "}");
  }

  @Test
  void aMessageForASuspendedInstanceIsNotFound() throws Exception {
    String waiting = bench.name("waiting");
    bench.deploy(waiting, Models.message(waiting, waiting));
    String instance =
        bench.start(waiting, "{\"businessKey\": \"b\", \"variables\": {\"part\": {}}}");
    suspend(instance, true);

    assertRefused(ErrorKind.NOT_FOUND, correlate(waiting, new Correlation.ByBusinessId("b")));
  }

  @Test
  void aMessageThatTwoProcessesStartByIsAConflict() throws Exception {
    // A second process of one tenant cannot start by the same message, so it is two tenants' one.
    String message = bench.name("start");
    String one = bench.name("start");
    bench.deployFor("one", one, Models.messageStart(one, message));
    bench.deployFor("two", one, Models.messageStart(one, message));

    assertRefused(
        ErrorKind.CONFLICT, correlate(message, new Correlation.ByKey("", Optional.empty())));
  }

  @Test
  void aLockThatIsOverIsLost() throws Exception {
    bench.start(process, "{}");
    ActivatedJob job = bench.job(process, "w");
    bench.execute(extend(by("w", job.key()), Duration.ofMillis(1)));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertRefused(
                    ErrorKind.LOCK_LOST, extend(by("w", job.key()), Duration.ofMillis(1))));
    assertThat(bench.execute(complete(by("w", job.key()))))
        .as("as long as nobody else has taken it")
        .isEqualTo(new Accepted());
  }

  @Test
  void whatCannotBeStoredIsInvalid() throws Exception {
    bench.start(process, "{}");
    assertRefused(
        ErrorKind.INVALID,
        create(
            new ById(process, ById.LATEST),
            Optional.empty(),
            List.of(),
            Optional.of("b".repeat(256))));
    assertThat(
            Bench.failure(bench.engine().activateJobs(Bench.activation(process, "w".repeat(256))))
                .kind())
        .isEqualTo(ErrorKind.INVALID);
  }

  @Test
  void mistakesOfTheCommandAreInvalidThoughTheEngineTakesThemForItsOwn() throws Exception {
    bench.start(process, "{}");
    ActivatedJob job = bench.job(process, "w");

    assertRefused(
        ErrorKind.INVALID,
        create(new ById(process, ById.LATEST), Optional.empty(), List.of("zz"), Optional.empty()));
    assertRefused(ErrorKind.INVALID, correlate("m", Commands.byVariable("object", Map.of("a", 1))));
    assertRefused(
        ErrorKind.INVALID,
        correlate("m", Commands.byVariable("large", new BigInteger("12345678901234567890123"))));
    assertRefused(ErrorKind.INVALID, fail(by("w", job.key()), -1));
    assertRefused(
        ErrorKind.INVALID,
        new EngineCommand.FailJob(
            by("w", job.key()), 1, Optional.empty(), Duration.ofSeconds(-1), Map.of()));
    assertRefused(ErrorKind.INVALID, Commands.retries(by("w", job.key()), -1));
    assertRefused(ErrorKind.INVALID, extend(by("w", job.key()), Duration.ZERO));
    assertRefused(ErrorKind.INVALID, correlate("", new Correlation.ByKey("", Optional.empty())));
  }

  @Test
  void aKeyThatNoEngineHasIsRefusedHere() {
    for (String key : List.of("", ".", "..", "a/b", "a;b", "a%b", "a\\b", "a\nb")) {
      assertRefused(ErrorKind.INVALID, complete(by("w", key)));
      assertRefused(ErrorKind.INVALID, create(key));
    }
    assertThat(bench.refusal(complete(by("w", "a/b"))))
        .hasMessage("job key must not be empty or have any of / \\ % ; in it, was \"a/b\"");
  }

  @Test
  void aLaterStepThatFailsLeavesTheJobAsItWas() throws Exception {
    String breaking = bench.name("breaking");
    bench.deploy(breaking, Models.breaking(breaking, breaking));
    bench.start(breaking, "{}");
    ActivatedJob job = bench.job(breaking, "w");

    assertRefused(ErrorKind.INTERNAL, complete(by("w", job.key())));

    assertThat(bench.get("/external-task/" + job.key()).path("workerId").asText()).isEqualTo("w");
  }

  @Test
  void whatTheFamilyDoesNotHaveIsUnsupported() {
    var none = Optional.<String>empty();
    assertRefused(
        ErrorKind.UNSUPPORTED,
        new CreateProcessInstance(
            new ById(process, ById.LATEST),
            Map.of(),
            none,
            List.of(),
            List.of(),
            List.of("tag"),
            none,
            Optional.empty(),
            false,
            OptionalLong.empty()));
    assertRefused(
        ErrorKind.UNSUPPORTED,
        new CreateProcessInstance(
            new ById(process, ById.LATEST),
            Map.of(),
            none,
            List.of(),
            List.of(),
            List.of(),
            none,
            Optional.of(new CreateProcessInstance.Await(Duration.ZERO, List.of())),
            false,
            OptionalLong.empty()));
    assertRefused(
        ErrorKind.UNSUPPORTED, new EngineCommand.CancelProcessInstance("x", OptionalLong.of(1)));
    assertRefused(
        ErrorKind.UNSUPPORTED,
        new EngineCommand.CompleteJob(JobRef.of("x"), Map.of(), Optional.of(Map.of())));
  }

  @Test
  void theEngineSaysWhoItIs() throws Exception {
    EngineInfo info = Bench.result(bench.engine().info());

    assertThat(info.product()).isEqualTo("Camunda 7 family");
    assertThat(info.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    assertThat(info.warnings()).isEmpty();
  }

  @Test
  void theAddressCanLeaveOutThePathAndNameAnEngine() throws Exception {
    String server = bench.address().toString().replace("/engine-rest", "");
    for (String address :
        List.of(
            server,
            server + "/",
            server + "/engine-rest/",
            server + "/engine-rest/engine/default")) {
      try (ProcessEngine engine = at(address)) {
        assertThat(Bench.result(engine.info()).product()).as(address).startsWith("Camunda 7");
      }
    }
  }

  private static ProcessEngine at(String address) {
    return Bench.open(URI.create(address), new Authentication.None(), Map.of());
  }

  @Test
  void aWrongAddressIsToldFromAThingThatIsNotThere() {
    String server = bench.address().toString().replace("/engine-rest", "");
    for (String address : List.of(server + "/wrong", server + "/engine-rest/wrong")) {
      try (ProcessEngine engine = at(address)) {
        assertThat(Bench.failure(engine.info()).getMessage())
            .as(address)
            .contains("this is not the REST API of the Camunda 7 family: GET " + address)
            .contains("the API is below /engine-rest unless the server says otherwise");
        assertThat(Bench.failure(engine.execute(create(process))).kind())
            .as(address)
            .isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(Bench.failure(engine.execute(complete(by("w", "x")))).kind())
            .isEqualTo(ErrorKind.UNAVAILABLE);
      }
    }
    try (ProcessEngine engine = at(server + "/engine-rest/engine/nobody")) {
      assertThat(Bench.failure(engine.info()).getMessage())
          .contains("the server has no engine of the name that engine.url ends with");
    }
  }

  @Test
  void aPriorityIsChangedByTheKeyAlone() throws Exception {
    bench.start(process, "{}");
    ActivatedJob job = bench.job(process, "w");

    bench.execute(
        new UpdateJob(
            JobRef.of(job.key()), OptionalInt.empty(), Optional.empty(), OptionalInt.of(-3)));

    assertThat(bench.get("/external-task/" + job.key()).path("priority").asInt()).isEqualTo(-3);
  }
}
