package io.bpmnconnect.it.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.CommandResult.ProcessInstanceCreated;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.factory.ProcessEngines;
import io.bpmnconnect.stack.StackPart;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A real engine, and the adapter under test connected to it. */
final class EngineBench implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final Duration NO_LONG_POLL = Duration.ofMillis(-1);

  private static final Duration LOCK = Duration.ofMinutes(10);
  private static final List<String> MODELS =
      List.of(
          "work.bpmn",
          "versioned-1.bpmn",
          "versioned-2.bpmn",
          "message.bpmn",
          "message-start.bpmn",
          "signal.bpmn",
          "double.bpmn",
          "decisions.dmn");

  private final TestedEngine tested;
  private final EngineType type;
  private final ProcessEngine engine;

  private EngineBench(TestedEngine tested, EngineType type) {
    this.tested = tested;
    this.type = type;
    this.engine = open(Duration.ofSeconds(20));
  }

  static EngineBench of(TestedEngine tested, EngineType type) {
    EngineBench bench = new EngineBench(tested, type);
    MODELS.forEach(bench::deploy);
    return bench;
  }

  /** One more connection, which waits for an answer for a time of its own. */
  ProcessEngine open(Duration requestTimeout) {
    return ProcessEngines.open(
        new EngineSettings(
            type,
            tested.address(type),
            new Authentication.None(),
            Duration.ofSeconds(5),
            requestTimeout,
            16,
            "integration-tests",
            NetworkSettings.DEFAULT,
            Map.of()));
  }

  /** The protocol's own status, by its code in HTTP and in gRPC. */
  int status(int http, Status.Code grpc) {
    return type == EngineType.ZEEBE ? grpc.value() : http;
  }

  EngineType type() {
    return type;
  }

  /** Leaves out a test of what the engine or its protocol does not have. */
  void assumeHas(Operation operation) throws Exception {
    assumeThat(result(engine.info()).whyNot(operation)).isEmpty();
  }

  /** Leaves out a test of how an engine is that does not have an operation. */
  void assumeLacks(Operation operation) throws Exception {
    assumeThat(result(engine.info()).whyNot(operation)).isPresent();
  }

  /** As {@link #assumeHas(Operation)}. */
  void assumeHas(Feature feature) throws Exception {
    assumeThat(result(engine.info()).whyNot(feature)).isEmpty();
  }

  /** Leaves out a test of what the engine does not do, although its protocol has it. */
  void assumeCan(Ability ability) {
    assumeThat(tested.abilities()).as("what the engine can do").contains(ability);
  }

  /** Leaves out a test of how an engine is that does not have a feature. */
  void assumeLacks(Feature feature) throws Exception {
    assumeThat(result(engine.info()).whyNot(feature)).isPresent();
  }

  private void deploy(String name) {
    tested.deploy(name, model(name));
  }

  private static String model(String name) {
    try (InputStream in = EngineBench.class.getResourceAsStream("/models/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    engine.close();
    tested.process().ifPresent(StackPart::close);
    tested.close();
  }

  /** A key of a partition that exists, far beyond those that were given out. */
  String unusedKey() throws Exception {
    long used = Long.parseLong(start("double", Map.of("amount", 1)).processInstanceKey());
    return Long.toString(used + 1_000_000_000L);
  }

  /** The engine's process; leaves out the test when it is not one of ours. */
  StackPart process() {
    assumeThat(tested.process()).as("an engine that the tests may suspend").isPresent();
    return tested.process().orElseThrow();
  }

  int partitions() {
    return tested.partitions();
  }

  /** How many incidents the engine has raised; leaves out the test when it does not count them. */
  long incidents() {
    assumeCan(Ability.COUNTERS);
    return tested.incidents();
  }

  /** The adapter under test. */
  ProcessEngine engine() {
    return engine;
  }

  // Commands

  static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  static EngineException failure(CompletionStage<?> stage) {
    ExecutionException wrapped =
        catchThrowableOfType(ExecutionException.class, () -> result(stage));
    assertThat(wrapped).as("the stage should have failed").isNotNull();
    assertThat(wrapped.getCause()).isInstanceOf(EngineException.class);
    return EngineException.from(wrapped);
  }

  <T> T execute(EngineCommand command, Class<T> expected) throws Exception {
    return expected.cast(result(engine.execute(command)));
  }

  void execute(EngineCommand command) throws Exception {
    result(engine.execute(command));
  }

  /** Executes a command that the engine should refuse. */
  EngineException refusal(EngineCommand command) {
    return failure(engine.execute(command));
  }

  /** Starts an instance of the model {@code work}, whose jobs have types that begin as given. */
  ProcessInstanceCreated startWork(String jobType) throws Exception {
    return startWork(jobType, Map.of());
  }

  ProcessInstanceCreated startWork(String jobType, Map<String, Object> variables) throws Exception {
    Map<String, Object> all = new HashMap<>(variables);
    all.put("jobType", jobType);
    return start("work", all);
  }

  ProcessInstanceCreated start(String processDefinitionId, Map<String, Object> variables)
      throws Exception {
    return execute(
        new CreateProcessInstance(
            new EngineCommand.Definition.ById(
                processDefinitionId, EngineCommand.Definition.ById.LATEST),
            variables,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            false,
            OptionalLong.empty()),
        ProcessInstanceCreated.class);
  }

  // Jobs

  /** One for a stream of jobs. */
  JobActivation pushing(String type) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(type, LOCK, List.of(), List.of(), JobActivation.Filter.ALL)),
        "worker-1",
        1,
        NO_LONG_POLL,
        tested.tenantsOfStreams(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  static JobActivation activation(String type, int maxJobs, Duration requestTimeout) {
    return new JobActivation(
        List.of(
            new JobActivation.OfType(type, LOCK, List.of(), List.of(), JobActivation.Filter.ALL)),
        "worker-1",
        maxJobs,
        requestTimeout,
        List.of(),
        Optional.empty(),
        false,
        false,
        3,
        new JobActivation.Pauses(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  /** Activates the next job of a type, when there is one; it stays locked. */
  ActivatedJob awaitJob(String type) throws Exception {
    return awaitJobs(type, 1).get(0);
  }

  /** Activates jobs of a type until there are so many; they stay locked. */
  List<ActivatedJob> awaitJobs(String type, int count) {
    List<ActivatedJob> jobs = new ArrayList<>();
    await("%d jobs of type %s".formatted(count, type))
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              int missing = count - jobs.size();
              jobs.addAll(
                  result(engine.activateJobs(activation(type, missing, Duration.ofSeconds(5)))));
              return jobs.size() == count;
            });
    return jobs;
  }

  /** Activates jobs as asked for as soon as there are any; they stay locked. */
  List<ActivatedJob> awaitJobs(JobActivation activation) {
    return await("jobs of type " + activation.onlyType().type())
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(() -> result(engine.activateJobs(activation)), jobs -> !jobs.isEmpty());
  }

  /** The jobs of a type that are free now, without waiting. */
  List<ActivatedJob> freeJobs(String type) throws Exception {
    return result(engine.activateJobs(activation(type, 100, NO_LONG_POLL)));
  }

  /** A locked job of its own type. */
  ActivatedJob newJob(String jobType) throws Exception {
    startWork(jobType);
    return awaitJob(jobType);
  }
}
