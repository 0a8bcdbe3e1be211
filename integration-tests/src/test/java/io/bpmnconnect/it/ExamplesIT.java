package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.stack.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The workers in examples/ do what they say, as processes of their own, as their README tells. */
@ExtendWith(SharedStack.class)
class ExamplesIT {

  private static final Path EXAMPLES = Path.of(System.getProperty("project.root"), "examples");
  private static final Path WORK = Path.of(System.getProperty("stack.work"), "examples");
  private static final Duration INSTALL = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private ChildProcess worker;

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.stop(GRACE);
    }
  }

  /** A process whose job is answered by the worker; what comes after tells what was answered. */
  private void start(TestBench bench, String type, List<String> command, Path directory)
      throws Exception {
    bench.deploy(
        Model.process(type)
            .task(type)
            .onError("DECLINED", type + "-declined")
            .task(type + "-after"));
    bench.createTopic(type + "-jobs", 1);
    bench.createTopic(type + "-replies", 1);
    bench.startSource(
        type, Map.of("job.types", type, "topic", type + "-jobs", "reply.topic", type + "-replies"));
    Map<String, String> environment = new HashMap<>();
    environment.put("BOOTSTRAP_SERVERS", bench.stack().kafka().bootstrapServers());
    environment.put("JOB_TOPIC", type + "-jobs");
    environment.put("REPLY_TOPIC", type + "-replies");
    worker = ChildProcess.start(command, environment, directory, WORK.resolve(type + ".log"));
  }

  private void assertCompletes(TestBench bench, String type) throws Exception {
    String instance = bench.createInstance(type, Map.of("amount", 19.99, "card", "good"));

    ActivatedJob after = awaitJob(bench, type + "-after");

    assertThat(after.processInstanceKey()).isEqualTo(instance);
    ConsumerRecord<String, String> job = bench.awaitRecords(type + "-jobs", 1).get(0);
    String jobKey = TestBench.headers(job).get("bpmn-job-key");
    assertThat(after.variables()).containsEntry("receipt", "receipt-" + jobKey);
  }

  private void assertErrorIsCaught(TestBench bench, String type) {
    bench.createInstance(type, Map.of("amount", 19.99, "card", "declined"));

    assertThat(awaitJob(bench, type + "-declined").variables()).containsEntry("code", 51);
  }

  /** A worker that has ended will answer nothing: its log says why. */
  private ActivatedJob awaitJob(TestBench bench, String type) {
    try {
      return bench.awaitJob(type);
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(String.join("\n", worker.logTail(40)), e);
    }
  }

  private static List<String> java(String folder, String program) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--class-path",
        System.getProperty("java.class.path"),
        EXAMPLES.resolve(folder).resolve(program).toAbsolutePath().normalize().toString());
  }

  @Test
  void theJavaWorkerCompletesJobsAndCommitsWhatItAnswered(TestBench bench) throws Exception {
    start(bench, "ex-java", java("java", "PaymentWorker.java"), WORK);

    assertCompletes(bench, "ex-java");

    await().atMost(TestBench.PATIENCE).until(() -> bench.committed("payment-worker-java") == 1);
    worker.stop(GRACE);
    assertThat(worker.logTail(5)).contains("stopped");
  }

  @Test
  void theJavaWorkerWithRetriesTellsAllThatCanGoWrong(TestBench bench) throws Exception {
    start(bench, "ex-retries", java("java-retries", "RetryingWorker.java"), WORK);

    assertCompletes(bench, "ex-retries");
    assertErrorIsCaught(bench, "ex-retries");

    String slow = assertComesAgain(bench, "ex-retries", Map.of("amount", 5, "card", "slow"));
    await("the task after that of the slow bank")
        .atMost(TestBench.PATIENCE)
        .until(
            () ->
                bench.activate("ex-retries-after", Duration.ofSeconds(5)).stream()
                    .anyMatch(job -> job.processInstanceKey().equals(slow)));
  }

  @Test
  void thePythonWorkerAnswersJobs(TestBench bench) throws Exception {
    Path environment = WORK.resolve("python-venv").toAbsolutePath();
    need(List.of("python3", "-m", "venv", environment.toString()), WORK, "python3");
    need(
        List.of(
            environment.resolve("bin/pip").toString(),
            "install",
            "--quiet",
            "-r",
            EXAMPLES.resolve("python/requirements.txt").toAbsolutePath().normalize().toString()),
        WORK,
        "the package confluent-kafka");
    Path program = EXAMPLES.resolve("python/payment_worker.py").toAbsolutePath().normalize();

    start(
        bench,
        "ex-python",
        List.of(environment.resolve("bin/python").toString(), program.toString()),
        WORK);

    assertCompletes(bench, "ex-python");
    assertErrorIsCaught(bench, "ex-python");
    assertJobWithoutCardComesAgain(bench, "ex-python");
    assertEndsInOrder();
  }

  @Test
  void theNodeWorkerAnswersJobs(TestBench bench) throws Exception {
    Path folder = Files.createDirectories(WORK.resolve("node").toAbsolutePath());
    for (String file : List.of("package.json", "payment-worker.js")) {
      Files.write(folder.resolve(file), Files.readAllBytes(EXAMPLES.resolve("node").resolve(file)));
    }
    need(List.of("npm", "install", "--no-audit", "--no-fund"), folder, "npm and its packages");

    start(bench, "ex-node", List.of("node", "payment-worker.js"), folder);

    assertCompletes(bench, "ex-node");
    assertErrorIsCaught(bench, "ex-node");
    assertJobWithoutCardComesAgain(bench, "ex-node");
    assertEndsInOrder();
  }

  /** What the worker does not expect fails the job. */
  private static void assertJobWithoutCardComesAgain(TestBench bench, String type) {
    assertComesAgain(bench, type, Map.of("amount", 5));
  }

  /**
   * A job that is failed comes again, with one retry less each time.
   *
   * @return the instance whose job it is
   */
  private static String assertComesAgain(
      TestBench bench, String type, Map<String, Object> variables) {
    String instance = bench.createInstance(type, variables);
    await("three jobs of instance " + instance)
        .atMost(TestBench.PATIENCE)
        .until(() -> retriesOf(bench, type, instance).size() >= 3);
    assertThat(retriesOf(bench, type, instance)).containsExactly("3", "2", "1");
    return instance;
  }

  /** What each record of an instance's jobs says of its retries so far. */
  private static List<String> retriesOf(TestBench bench, String type, String instance) {
    return bench.awaitRecords(type + "-jobs", 1).stream()
        .map(TestBench::headers)
        .filter(headers -> headers.get("bpmn-process-instance-key").equals(instance))
        .map(headers -> headers.get("bpmn-job-retries"))
        .toList();
  }

  private void assertEndsInOrder() throws Exception {
    worker.stop(GRACE);

    assertThat(worker.exitCode()).as(String.join("\n", worker.logTail(20))).hasValue(0);
  }

  /** Runs a step of the installation; what cannot be had here skips the test. */
  private static void need(List<String> command, Path directory, String what)
      throws IOException, InterruptedException {
    Path log = WORK.resolve("install.log");
    ChildProcess step = ChildProcess.start(command, installation(), directory, log);
    boolean ended = step.waitFor(INSTALL);
    if (!ended) {
      step.kill();
    }
    Assumptions.assumeTrue(
        ended && step.exitCode().orElse(1) == 0,
        () -> what + " cannot be had here, so the example is not run; see " + log);
  }

  /** Where packages come from is the machine's matter: a mirror, a proxy. */
  private static Map<String, String> installation() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment
        .keySet()
        .removeIf(
            name ->
                !name.toLowerCase(java.util.Locale.ROOT).matches("(pip|npm|node|.*proxy|ssl).*"));
    return environment;
  }
}
