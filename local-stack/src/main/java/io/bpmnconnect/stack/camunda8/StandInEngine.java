package io.bpmnconnect.stack.camunda8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpmnconnect.stack.camunda8.Deployments.Decision;
import io.bpmnconnect.stack.camunda8.Deployments.DeployedProcess;
import io.bpmnconnect.stack.camunda8.EngineLog.Subject;
import io.bpmnconnect.stack.camunda8.NewInstance.Definition;
import io.bpmnconnect.stack.camunda8.Refusal.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A small model of a process engine, in memory: what the gateways of a stand-in for Camunda 8 play
 * on. It knows no protocol. All methods that command something throw {@link Refusal} when the
 * engine would refuse it; one lock orders them. Thread-safe.
 */
public final class StandInEngine implements AutoCloseable {
  /** The only tenant where there are no others. */
  public static final String NO_TENANT = "<default>";

  /** The size of a record in the engine's log, 4 MB, holds a command and what comes of it. */
  private static final int LARGEST_COMMAND = 2_000_000;

  private final PlayedVersion version;
  private final Set<String> tenants;
  private final EngineLog log = new EngineLog();
  private final Timers timers = new Timers();
  private final Keys keys = new Keys();
  private final Deployments deployments = new Deployments(keys);
  private final Messages messages = new Messages(keys, log, deployments);
  private final Signals signals = new Signals();
  private final Incidents incidents = new Incidents(keys, log);
  private final Jobs jobs;
  private final Execution execution;
  private final JobSettlements settlements;

  /** Without tenants, as an engine is by default. */
  public StandInEngine(PlayedVersion version) {
    this(version, Set.of());
  }

  /**
   * With tenants.
   *
   * @param tenants besides the default one; none for an engine that knows no tenants
   */
  public StandInEngine(PlayedVersion version, Set<String> tenants) {
    this.version = version;
    this.tenants = Set.copyOf(tenants);
    this.jobs = new Jobs(version, log, timers);
    this.execution = new Execution(keys, log, timers, jobs, incidents, messages, signals);
    this.settlements = new JobSettlements(jobs, execution, incidents);
  }

  public PlayedVersion version() {
    return version;
  }

  /** What it has done. */
  public EngineLog log() {
    return log;
  }

  /** Makes business ids unique among running instances of a process, as 8.9 can be told to. */
  public void uniqueBusinessIds() {
    run(execution::uniqueBusinessIds);
  }

  @Override
  public void close() {
    timers.close();
  }

  private void run(Runnable command) {
    timers.locked(
        () -> {
          command.run();
          return true;
        });
  }

  /** The tenant of a command; refuses one that there is not. */
  private String tenant(String given, String request) {
    if (given.isEmpty() || given.equals(NO_TENANT)) {
      return NO_TENANT;
    }
    if (tenants.isEmpty()) {
      // Seen on 8.6.0.
      throw new Refusal(
          Kind.INVALID_ARGUMENT,
          "Expected to handle request %s with tenant identifier '%s', but multi-tenancy is disabled"
              .formatted(request, given));
    }
    if (!tenants.contains(given)) {
      throw new Refusal(Kind.NOT_FOUND, "no tenant '%s' was found".formatted(given));
    }
    return given;
  }

  // Definitions

  /** A definition that was deployed. */
  public record Deployed(
      boolean isDecision,
      String id,
      String name,
      int version,
      long key,
      String resource,
      String requirementsId,
      long requirementsKey) {}

  /** Deploys a BPMN or DMN file, told apart by its name. */
  public List<Deployed> deploy(String resource, String xml, String tenantId) {
    return timers.locked(
        () -> {
          String tenant = tenant(tenantId, "Deploy Resource");
          if (resource.endsWith(".dmn")) {
            return deployments.deployDecisions(resource, xml, tenant).stream()
                .map(StandInEngine::deployed)
                .toList();
          }
          return deployments.deployProcesses(resource, xml, tenant).stream()
              .map(
                  it ->
                      new Deployed(
                          false, it.id(), "", it.version(), it.key(), it.resource(), "", 0))
              .toList();
        });
  }

  private static Deployed deployed(Decision it) {
    return new Deployed(
        true,
        it.id(),
        it.name(),
        it.version(),
        it.key(),
        it.resource(),
        it.model().id(),
        it.requirementsKey());
  }

  /** A key that was not given out before, such as for a deployment. */
  public long newKey() {
    return timers.locked(keys::next);
  }

  private DeployedProcess process(Definition definition, String tenant) {
    if (definition instanceof Definition.ByKey byKey) {
      Keys.check(byKey.key());
      return deployments
          .process(byKey.key())
          .filter(it -> it.tenant().equals(tenant))
          .orElseThrow(() -> unknownProcess("key '%d'".formatted(byKey.key()), byKey.key() + ""));
    }
    if (definition instanceof Definition.ByTag byTag) {
      return deployments
          .tagged(tenant, byTag.id(), byTag.versionTag())
          .orElseThrow(
              () ->
                  unknownProcess(
                      "process ID '%s' and version tag".formatted(byTag.id()), byTag.versionTag()));
    }
    Definition.ById byId = (Definition.ById) definition;
    if (byId.id().isEmpty()) {
      throw new Refusal(
          Kind.INVALID_ARGUMENT,
          "Expected either a bpmnProcessId or a positive process definition key, but none given");
    }
    return deployments
        .process(tenant, byId.id(), byId.version())
        .orElseThrow(
            () ->
                unknownProcess(
                    "process ID '%s'".formatted(byId.id()), "version " + byId.version()));
  }

  /** Seen on 8.6.0. */
  private static Refusal unknownProcess(String by, String what) {
    return new Refusal(
        Kind.NOT_FOUND,
        "Command 'CREATE' rejected with code 'NOT_FOUND': Expected to find process definition with %s, but none found (%s)"
            .formatted(by, what));
  }

  private static void checkSize(ObjectNode variables) {
    if (variables.toString().length() > LARGEST_COMMAND) {
      // Seen on 8.6.0.
      throw new Refusal(
          Kind.EXCEEDED_BATCH_RECORD_SIZE,
          "Expected to process the command, but the resulting records are larger than the log takes");
    }
  }

  // DeployedProcess instances

  /** Starts a process instance. */
  public CreatedInstance create(NewInstance command) {
    checkSize(command.variables());
    return timers.locked(
        () -> {
          DeployedProcess process =
              process(command.definition(), tenant(command.tenantId(), "Create Process Instance"));
          List<Element> starts = starts(process, command.startElements());
          command.businessId().ifPresent(id -> checkFree(process, id));
          ProcessInstance instance =
              new ProcessInstance(keys.next(), process, command.tags(), command.businessId());
          instance.terminateAfter.addAll(command.terminateAfter());
          CreatedInstance created = created(instance);
          execution.start(instance, command.variables(), starts);
          return created;
        });
  }

  private static CreatedInstance created(ProcessInstance instance) {
    return new CreatedInstance(
        instance.key,
        instance.process.key(),
        instance.process.id(),
        instance.process.version(),
        instance.process.tenant(),
        instance.tags,
        instance.businessId,
        instance.end);
  }

  private static List<Element> starts(DeployedProcess process, List<String> ids) {
    if (ids.isEmpty()) {
      return List.of(
          process
              .model()
              .noneStart()
              .orElseThrow(
                  () ->
                      new Refusal(
                          Kind.INVALID_STATE,
                          "Expected to create instance of process with none start event, but there is no such event")));
    }
    for (String id : ids) {
      if (!process.model().elements().containsKey(id)) {
        throw new Refusal(
            Kind.INVALID_ARGUMENT,
            "Expected to create instance of process with start instructions but no element found with id '%s'."
                .formatted(id));
      }
    }
    return ids.stream().map(process.model()::element).toList();
  }

  private void checkFree(DeployedProcess process, String businessId) {
    if (execution.isTaken(process, businessId)) {
      throw new Refusal(
          Kind.ALREADY_EXISTS,
          "Expected to create instance with business id '%s', but an instance with it is running already"
              .formatted(businessId));
    }
  }

  /** Ends a process instance. */
  public void cancel(long key) {
    run(
        () -> {
          Keys.check(key);
          execution.terminate(
              instance(
                  key,
                  "Expected to cancel a process instance with key '%d', but no such process was found"));
        });
  }

  private ProcessInstance instance(long key, String otherwise) {
    return Optional.ofNullable(execution.instances().get(key))
        .orElseThrow(() -> new Refusal(Kind.NOT_FOUND, otherwise.formatted(key)));
  }

  /** Holds back a process instance, or lets it go on (8.10). */
  public void suspend(long key, boolean suspended) {
    run(
        () -> {
          ProcessInstance instance = instance(key, "no process instance with key '%d' was found");
          instance.suspended = suspended;
          if (!suspended) {
            instance.active.values().stream()
                .flatMap(at -> at.job.stream())
                .filter(job -> job.state == Job.State.ACTIVATABLE)
                .toList()
                .forEach(jobs::makeFree);
          }
        });
  }

  /** Sets variables of a process instance or of an element in it. */
  public void setVariables(long key, ObjectNode variables, boolean local) {
    checkSize(variables);
    run(
        () -> {
          Keys.check(key);
          Scope scope =
              execution
                  .element(key)
                  .map(at -> at.scope)
                  .orElseGet(
                      () ->
                          instance(
                                  key,
                                  "Expected to update variables for element with key '%d', but no such element was found")
                              .scope);
          if (local) {
            scope.setAllLocal(variables);
          } else {
            scope.setAll(variables);
          }
          log.add(Subject.VARIABLES, "updated", "", key, key, "", variables.toString());
        });
  }

  // Messages and signals

  /** Publishes a message, and says its key. */
  public long publish(NewMessage message) {
    checkSize(message.variables());
    return timers.locked(() -> messages.publish(of(message, "Publish Message")));
  }

  /** A message's key, and the instance that got it. */
  public record Correlated(long messageKey, long processInstanceKey) {}

  /** Gives a message to who waits for it now. */
  public Correlated correlate(NewMessage message) {
    return timers.locked(
        () -> {
          Messages.Correlated correlated = messages.correlate(of(message, "Correlate Message"));
          return new Correlated(correlated.messageKey(), correlated.processInstanceKey());
        });
  }

  private NewMessage of(NewMessage message, String request) {
    return new NewMessage(
        message.name(),
        message.correlationKey(),
        message.timeToLive(),
        message.messageId(),
        message.variables(),
        tenant(message.tenantId(), request),
        message.businessId());
  }

  /** How many messages are kept. */
  public long messagesAlive() {
    return timers.locked(messages::alive);
  }

  /** Tells a signal to all that wait for it, and says its key. */
  public long broadcast(String name, ObjectNode variables, String tenantId) {
    return timers.locked(
        () -> {
          String tenant = tenant(tenantId, "Broadcast Signal");
          long key = keys.next();
          log.add(Subject.SIGNAL, "broadcast", name, key, 0, "", variables.toString());
          List<DeployedProcess> started =
              deployments.latest(tenant).filter(it -> signalStart(it, name).isPresent()).toList();
          signals.broadcast(name, tenant, variables);
          started.forEach(it -> startAt(it, signalStart(it, name).orElseThrow(), variables));
          return key;
        });
  }

  private static Optional<Element> signalStart(DeployedProcess process, String name) {
    return process.model().starts().stream()
        .filter(it -> it.trigger().filter(new Element.Trigger.Signal(name)::equals).isPresent())
        .findFirst();
  }

  private ProcessInstance startAt(DeployedProcess process, Element start, ObjectNode variables) {
    ProcessInstance instance =
        new ProcessInstance(keys.next(), process, List.of(), Optional.empty());
    execution.start(instance, variables, List.of(start));
    return instance;
  }

  // Jobs

  /** Gives out jobs, as soon as there are any. */
  public CompletableFuture<List<ActivatedJob>> activate(JobRequest request) {
    return timers.locked(
        () -> {
          request.tenantIds().forEach(id -> tenant(id, "Activate Jobs"));
          return jobs.waiters().ask(request);
        });
  }

  /** Takes back a request whose client has gone. */
  public void forget(CompletableFuture<List<ActivatedJob>> answer) {
    run(() -> jobs.waiters().forget(answer));
  }

  /** A stream that jobs are pushed to. */
  public interface OpenStream extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Pushes jobs that become free from now on.
   *
   * @param receiver is called on one thread, in order
   */
  public OpenStream stream(JobRequest request, Consumer<ActivatedJob> receiver) {
    JobWaiters.Stream stream = new JobWaiters.Stream(request, receiver);
    run(() -> jobs.waiters().open(stream));
    return () -> run(() -> jobs.waiters().close(stream));
  }

  /**
   * Completes a job.
   *
   * @param result of a listener's or an ad-hoc sub-process' job (8.8)
   * @param businessId that the instance gets late (8.10)
   */
  public void complete(
      long key,
      ObjectNode variables,
      Optional<JsonNode> result,
      Optional<String> businessId,
      Optional<String> lease) {
    checkSize(variables);
    run(() -> settlements.complete(key, variables, result, businessId, lease));
  }

  /** Fails a job; without retries it raises an incident. */
  public void fail(
      long key,
      int retries,
      String message,
      Duration backoff,
      ObjectNode variables,
      Optional<String> lease) {
    run(() -> settlements.fail(key, retries, message, backoff, variables, lease));
  }

  /** Throws a BPMN error at a job's task. */
  public void throwError(
      long key, String code, String message, ObjectNode variables, Optional<String> lease) {
    run(() -> settlements.throwError(key, code, message, variables, lease));
  }

  /** Changes a job. */
  public void update(long key, JobUpdate update, Optional<String> lease) {
    run(() -> settlements.update(key, update, lease));
  }

  // Incidents, user tasks, decisions, conditions

  /** Resolves an incident. */
  public void resolve(long key) {
    run(() -> incidents.resolve(key, version));
  }

  /** The keys of the incidents that are open. */
  public List<Long> incidents() {
    return timers.locked(() -> List.copyOf(incidents.open().keySet()));
  }

  /** Completes a user task of the engine's own, when its listeners agree. */
  public void completeUserTask(long key, ObjectNode variables) {
    run(() -> execution.userTasks().complete(key, variables));
  }

  /** Assigns a user task, when its listeners agree. */
  public void assignUserTask(long key, String assignee) {
    run(() -> execution.userTasks().assign(key, assignee));
  }

  /** Evaluates a decision; one that fails is an answer, too. */
  public EvaluatedDecision evaluate(Definition definition, ObjectNode variables, String tenantId) {
    return timers.locked(
        () -> {
          String tenant = tenant(tenantId, "Evaluate Decision");
          Decision decision = decision(definition, tenant);
          long key = keys.next();
          JsonNode output = NullNode.getInstance();
          Optional<String> failure = Optional.empty();
          try {
            output = decision.model().evaluate(decision.id(), variables);
          } catch (Feel.Failure e) {
            failure =
                Optional.of(
                    "Expected to evaluate decision '%s', but %s"
                        .formatted(decision.id(), e.getMessage()));
          }
          log.add(
              Subject.DECISION,
              failure.isEmpty() ? "evaluated" : "failed",
              decision.id(),
              key,
              0,
              "",
              output.toString());
          return new EvaluatedDecision(
              key,
              decision.key(),
              decision.id(),
              decision.name(),
              decision.version(),
              decision.model().id(),
              decision.requirementsKey(),
              tenant,
              output,
              failure);
        });
  }

  private Decision decision(Definition definition, String tenant) {
    // Seen on 8.6.0 as an invalid argument; later versions say that it is not found.
    Kind kind = version.has(7) ? Kind.NOT_FOUND : Kind.INVALID_ARGUMENT;
    if (definition instanceof Definition.ByKey byKey) {
      Keys.check(byKey.key());
      return deployments
          .decision(byKey.key())
          .filter(it -> it.tenant().equals(tenant))
          .orElseThrow(
              () -> new Refusal(kind, "no decision found for key '%d'".formatted(byKey.key())));
    }
    String id =
        definition instanceof Definition.ById byId
            ? byId.id()
            : ((Definition.ByTag) definition).id();
    return deployments
        .decision(tenant, id)
        .orElseThrow(() -> new Refusal(kind, "no decision found for id '%s'".formatted(id)));
  }

  /** The instances that were started because their conditions hold. */
  public record EvaluatedConditions(long evaluationKey, List<CreatedInstance> instances) {}

  /** Starts the processes whose conditional start events hold (8.9). */
  public EvaluatedConditions evaluateConditions(
      ObjectNode variables, Optional<Long> processDefinitionKey, String tenantId) {
    return timers.locked(
        () -> {
          String tenant = tenant(tenantId, "Evaluate Conditional");
          List<DeployedProcess> processes =
              processDefinitionKey
                  .map(key -> List.of(process(new Definition.ByKey(key), tenant)))
                  .orElseGet(() -> deployments.latest(tenant).toList());
          List<CreatedInstance> started = new ArrayList<>();
          for (DeployedProcess process : processes) {
            for (Element start : process.model().starts()) {
              if (start.trigger().isPresent()
                  && start.trigger().get() instanceof Element.Trigger.Condition condition
                  && Feel.isTrue(condition.expression(), variables)) {
                started.add(created(startAt(process, start, variables)));
              }
            }
          }
          return new EvaluatedConditions(keys.next(), started);
        });
  }
}
