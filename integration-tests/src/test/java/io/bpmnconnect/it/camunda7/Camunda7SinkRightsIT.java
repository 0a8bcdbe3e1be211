package io.bpmnconnect.it.camunda7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.it.SharedStack;
import io.bpmnconnect.it.TestBench;
import io.bpmnconnect.stack.JvmTuning;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.OperatonEngine;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine with logins and authorizations, where the sink's user may do little. */
@ExtendWith(SharedStack.class)
class Camunda7SinkRightsIT {

  private static final Logger log = LoggerFactory.getLogger(Camunda7SinkRightsIT.class);

  private static final Login ADMIN = new Login("admin", "admin");
  private static final Login SINK = new Login("sink", "first password");
  private static final Login STRANGER = new Login("stranger", "no rights");
  private static final int PROCESS_DEFINITION = 6;
  private static final int PROCESS_INSTANCE = 8;

  private static OperatonEngine operaton;
  private static EngineByHand engine;

  @BeforeAll
  static void startEngine() {
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("operaton-rights");
    operaton =
        OperatonEngine.builder(StackHome.fromSystemProperty(), work)
            .tuning(JvmTuning.QUICK_START)
            .login(ADMIN)
            .authorization(true)
            .build();
    operaton.start();
    engine = new EngineByHand(operaton, Optional.of(ADMIN));
    create(SINK);
    create(STRANGER);
    for (String process : List.of("c7-allowed", "c7-forbidden")) {
      engine.deploy(SinkModel.process(process).task(process));
    }
    allow(PROCESS_DEFINITION, "c7-allowed", "READ", "CREATE_INSTANCE");
    allow(PROCESS_DEFINITION, "c7-forbidden", "READ");
    allow(PROCESS_INSTANCE, "*", "CREATE");
  }

  private static void create(Login user) {
    engine.send(
        "POST",
        "/user/create",
        Map.of(
            "profile", Map.of("id", user.user(), "firstName", "A", "lastName", "User"),
            "credentials", Map.of("password", user.password())));
  }

  private static void allow(int resourceType, String resource, String... permissions) {
    engine.send(
        "POST",
        "/authorization/create",
        Map.of(
            "type", 1, // a grant
            "userId", SINK.user(),
            "resourceType", resourceType,
            "resourceId", resource,
            "permissions", permissions));
  }

  @AfterAll
  static void stopEngine() {
    operaton.close();
  }

  private static SinkRig creating(TestBench bench, String topic, String url) throws Exception {
    return SinkRig.of(bench, topic)
        .with(engine)
        .start(
            "engine.url", url,
            "engine.auth.username", SINK.user(),
            "engine.auth.password", SINK.password(),
            "operation", "create-process-instance",
            "process.id", "=value.process",
            "process.business.id", "=key",
            "behavior.on.forbidden", "report");
  }

  @Test
  void aProcessThatTheUserMayNotStartConcernsItsRecordsOnly(TestBench bench) throws Exception {
    SinkRig rig = creating(bench, "c7-rights", operaton.restAddress().toString());

    for (int i = 0; i < 10; i++) {
      bench.send("c7-rights", "no-" + i, "{\"process\":\"c7-forbidden\"}");
      bench.send("c7-rights", "yes-" + i, "{\"process\":\"c7-allowed\"}");
    }
    bench.send("c7-rights", "nothing", "{\"process\":\"c7-unknown\"}");

    for (int i = 0; i < 10; i++) {
      rig.succeeded("yes-" + i);
      assertThat(rig.deadLetter("no-" + i))
          .containsEntry("bpmn-error-kind", "forbidden")
          .containsEntry("bpmn-engine-status", "403")
          .containsEntry("bpmn-attempts", "1")
          .hasEntrySatisfying(
              "bpmn-error-message",
              message ->
                  assertThat(message)
                      .contains(
                          "create-process-instance of process \"c7-forbidden\" failed: engine"
                              + " answered 403 AuthorizationException: ",
                          "The user with id 'sink' does not have ",
                          "CREATE_INSTANCE",
                          "give them the permission"));
    }
    assertThat(rig.deadLetter("nothing")).containsEntry("bpmn-error-kind", "not-found");
    assertThat(history("c7-allowed", "yes-%")).isEqualTo(10);
    assertThat(history("c7-forbidden", "%")).isZero();
    assertThat(rig.deadLetters()).isEqualTo(11);
  }

  private static long history(String process, String businessKeyLike) {
    return engine
        .history()
        .processInstances(
            "processDefinitionKey", process, "processInstanceBusinessKeyLike", businessKeyLike);
  }

  @Test
  void whoSeesNoDefinitionIsWarnedInTheLog(TestBench bench) throws Exception {
    SinkRig.of(bench, "c7-stranger")
        .start(
            "engine.url", operaton.restAddress().toString(),
            "engine.auth.username", STRANGER.user(),
            "engine.auth.password", STRANGER.password(),
            "operation", "broadcast-signal",
            "signal.name", "s");

    String warning =
        " answers, but no process definition is visible: none is deployed, or the user lacks rights";
    await("warnings of validation and of the task")
        .atMost(TestBench.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Files.readString(bench.stack().worker().log()).lines())
                    .anyMatch(line -> line.contains(operaton.restAddress() + warning))
                    .anyMatch(line -> line.contains("EngineCheck: The engine" + warning)));
  }

  /**
   * The password is another one for a moment. Each wrong one makes the engine lock the user for
   * longer, and the tenth for good: so who asks in a loop is out.
   */
  @Test
  void refusedCredentialsAreBorneAndTheEngineIsNotAskedInALoop(TestBench bench) throws Exception {
    int records = 40;
    try (CountingProxy proxy = CountingProxy.start(operaton.restAddress())) {
      SinkRig rig = creating(bench, "c7-login", proxy.address().toString());
      bench.send("c7-login", "before", "{\"process\":\"c7-allowed\"}");
      rig.succeeded("before");

      changePassword("second password");
      long begin = System.nanoTime();
      IntStream.range(0, records)
          .forEach(i -> bench.send("c7-login", "k-" + i, "{\"process\":\"c7-allowed\"}"));
      await("refusals").atMost(TestBench.PATIENCE).until(() -> proxy.answered(401) > 0);
      await("ten seconds of them")
          .atMost(TestBench.PATIENCE)
          .until(() -> System.nanoTime() - begin > Duration.ofSeconds(10).toNanos());
      int refused = proxy.answered(401);
      changePassword(SINK.password());

      await("all records are done")
          .atMost(Duration.ofMinutes(3))
          .until(() -> bench.recordCount("c7-login-results") == records + 1);
      log.info(
          "401 in 10 s: {}, in all: {}; {} records done after {} s",
          refused,
          proxy.answered(401),
          records,
          Duration.ofNanos(System.nanoTime() - begin).toSeconds());
      assertThat(refused).as("no more than were on their way").isLessThanOrEqualTo(16);
      assertThat(proxy.answered(401) - refused).as("one after each pause").isLessThanOrEqualTo(3);
      assertThat(rig.deadLetters()).isZero();
      assertThat(history("c7-allowed", "k-%")).isEqualTo(records);
      assertThat(bench.connect().status("c7-login").orElseThrow().isRunning()).isTrue();
    }
  }

  private static void changePassword(String password) {
    engine.send(
        "PUT",
        "/user/" + SINK.user() + "/credentials",
        Map.of("password", password, "authenticatedUserPassword", ADMIN.password()));
  }
}
