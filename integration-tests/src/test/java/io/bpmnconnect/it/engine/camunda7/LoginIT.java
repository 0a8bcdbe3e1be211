package io.bpmnconnect.it.engine.camunda7;

import static io.bpmnconnect.it.engine.camunda7.Commands.by;
import static io.bpmnconnect.it.engine.camunda7.Commands.complete;
import static io.bpmnconnect.it.engine.camunda7.Commands.correlate;
import static io.bpmnconnect.it.engine.camunda7.Commands.create;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.BroadcastSignal;
import io.bpmnconnect.engine.EngineCommand.Definition.ById;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.stack.Login;
import io.bpmnconnect.stack.OperatonEngine;
import io.bpmnconnect.stack.StackHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real engine that asks for a login and checks rights. */
class LoginIT {

  private static final Login ADA = new Login("ada", "lovelace");

  /** Seen: after one wrong password a user is refused for 3 s. */
  private static final Duration LOCKED = Duration.ofSeconds(20);

  private static Bench bench;

  @BeforeAll
  static void start() throws Exception {
    Path work = Path.of(System.getProperty("stack.work")).resolveSibling("operaton-login");
    OperatonEngine server =
        OperatonEngine.builder(StackHome.fromSystemProperty(), work)
            .property("spring.datasource.url", "jdbc:h2:mem:login;DB_CLOSE_DELAY=-1")
            .login(ADA)
            .authorization(true)
            .build();
    server.start();
    bench = new Bench(server, ADA);
    bench.deploy("job", Models.job("job", "job"));
    bench.deployFor("red", "red", Models.job("colour", "colour"));
    bench.deployFor("blue", "blue", Models.job("colour", "colour"));
    for (String user : new String[] {"weak", "red", "grumpy"}) {
      user(user);
    }
    bench.post("/tenant/create", "{\"id\": \"red\", \"name\": \"Red\"}");
    bench.put("/tenant/red/user-members/red", "{}");
    for (int resource : new int[] {6, 8}) { // process definitions and instances
      bench.post(
          "/authorization/create",
          "{\"type\": 1, \"permissions\": [\"ALL\"], \"userId\": \"red\", \"resourceType\": "
              + resource
              + ", \"resourceId\": \"*\"}");
    }
  }

  private static void user(String name) throws Exception {
    bench.post(
        "/user/create",
        "{\"profile\": {\"id\": \"%1$s\"}, \"credentials\": {\"password\": \"%1$s-secret\"}}"
            .formatted(name));
  }

  @AfterAll
  static void stop() {
    if (bench != null) {
      bench.close();
    }
  }

  private static ProcessEngine as(String user) {
    return bench.open(new Authentication.Basic(user, user + "-secret"), Map.of());
  }

  @Test
  void whoLogsInWorks() throws Exception {
    ProcessInstanceCreated created = (ProcessInstanceCreated) bench.execute(create("job"));

    assertThat(bench.status("/process-instance/" + created.processInstanceKey())).isEqualTo(200);
    assertThat(Bench.result(bench.engine().info()).warnings()).isEmpty();
  }

  @Test
  void whoDoesNotLogInIsNotKnown() {
    try (ProcessEngine engine = bench.open(new Authentication.None(), Map.of())) {
      assertUnauthenticated(engine);
      assertThat(Bench.failure(engine.info()).kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    }
  }

  private static void assertUnauthenticated(ProcessEngine engine) {
    EngineException refusal = Bench.failure(engine.execute(create("job")));
    assertThat(refusal.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(refusal.status()).hasValue(401);
    assertThat(refusal.isAmbiguous()).isFalse();
  }

  @Test
  void aWrongPasswordLocksTheUserForAWhile() {
    try (ProcessEngine wrong = bench.open(new Authentication.Basic("grumpy", "guessed"), Map.of());
        ProcessEngine right = as("grumpy")) {
      assertUnauthenticated(wrong);

      assertUnauthenticated(right);
      Awaitility.await()
          .atMost(LOCKED)
          .pollInterval(Duration.ofSeconds(5))
          .untilAsserted(
              () -> assertThat(Bench.result(right.info()).product()).contains("Camunda 7"));
    }
  }

  @Test
  void withoutRightsNothingIsVisibleAndTheCheckWarns() throws Exception {
    try (ProcessEngine engine = as("weak")) {
      assertThat(Bench.result(engine.info()).warnings())
          .singleElement()
          .asString()
          .startsWith(
              "no process definition is visible: none is deployed, or the user lacks rights");
      assertThat(Bench.result(engine.activateJobs(Bench.activation("job", "w")))).isEmpty();
      assertThat(kind(engine, create("job"))).isEqualTo(ErrorKind.NOT_FOUND);
    }
  }

  private static ErrorKind kind(ProcessEngine engine, EngineCommand command) {
    return Bench.failure(engine.execute(command)).kind();
  }

  @Test
  void whatIsNotAllowedIsForbidden() throws Exception {
    String waiting = bench.name("waiting");
    bench.deploy(waiting, Models.message(waiting, waiting));
    bench.deploy(waiting + "s", Models.signal(waiting + "s", waiting));
    bench.start(waiting, "{\"businessKey\": \"b\", \"variables\": {\"part\": {}}}");
    bench.start(waiting + "s", "{}");
    try (ProcessEngine engine = as("weak")) {
      assertThat(kind(engine, correlate(waiting, new Correlation.ByBusinessId("b"))))
          .isEqualTo(ErrorKind.FORBIDDEN);
      assertThat(kind(engine, new BroadcastSignal(waiting, Map.of(), Optional.empty())))
          .isEqualTo(ErrorKind.FORBIDDEN);
    }
  }

  @Test
  void aTenantsJobsAreForItsMembers() throws Exception {
    bench.execute(create(new ById("colour", ById.LATEST), Optional.of("blue")));
    try (ProcessEngine engine = as("red")) {
      ProcessInstanceCreated created =
          (ProcessInstanceCreated)
              Bench.result(engine.execute(create(new ById("colour", 1), Optional.of("red"))));

      ActivatedJob job = Bench.result(engine.activateJobs(Bench.activation("colour", "w"))).get(0);

      assertThat(job.processInstanceKey()).isEqualTo(created.processInstanceKey());
      assertThat(job.tenantId()).isEqualTo("red");
      assertThat(kind(engine, create(new ById("colour", ById.LATEST), Optional.of("blue"))))
          .as("the engine does not tell it from one that is not deployed")
          .isEqualTo(ErrorKind.NOT_FOUND);
      String foreign = bench.get("/external-task?tenantIdIn=blue").path(0).path("id").asText();
      bench.post(
          "/external-task/" + foreign + "/lock", "{\"workerId\": \"w\", \"lockDuration\": 60000}");
      assertThat(kind(engine, complete(by("w", foreign)))).isEqualTo(ErrorKind.FORBIDDEN);
      bench.deployFor("blue", "letter", Models.messageStart("letter", "letter"));
      EngineCommand toOthers =
          new EngineCommand.CorrelateMessage(
              "letter",
              new Correlation.ByKey("", Optional.empty()),
              Map.of(),
              Optional.of("blue"),
              false);
      assertThat(kind(engine, toOthers)).isEqualTo(ErrorKind.FORBIDDEN);
    }
  }
}
