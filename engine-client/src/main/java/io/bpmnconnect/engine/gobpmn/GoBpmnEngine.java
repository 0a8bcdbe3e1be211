package io.bpmnconnect.engine.gobpmn;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.auth.Logins;
import io.bpmnconnect.engine.http.Credentials;
import io.bpmnconnect.engine.http.HttpTransport;
import io.bpmnconnect.engine.rest.RestCall;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks the HTTP API of go-bpmn, v0.4.
 *
 * <p>Safe for use by any thread. A request for jobs is held open on this side, since the engine
 * answers at once, and jobs stay locked until they are settled or unlocked: see {@link
 * #unlockJobs}.
 */
public final class GoBpmnEngine implements ProcessEngine {

  static final String PRODUCT = "go-bpmn";

  /** The engine does not tell its version; this is what the adapter is made for. */
  private static final String API_VERSION = "0.4";

  private static final String CAMUNDA = "Camunda 8";

  static final EngineInfo INFO =
      new EngineInfo(PRODUCT, API_VERSION, missingOperations(), missingFeatures());

  private final HttpTransport transport;
  private final Api api;
  private final Processes processes;
  private final Settlements settlements;
  private final JobLocks locks;
  private final JobReader reader;
  private final CommandSender sender;
  private final Map<String, Pace> paces = new ConcurrentHashMap<>();
  private final Set<JobFetch> fetches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public GoBpmnEngine(EngineSettings settings) {
    this(settings, Logins.open(settings.authentication(), settings.network()));
  }

  /** Connects with credentials of the caller's making; closing this closes them. */
  public GoBpmnEngine(EngineSettings settings, Credentials credentials) {
    String client = settings.userAgent();
    this.transport = new HttpTransport(settings, credentials);
    this.api = new Api(settings.url(), settings.requestTimeout(), transport);
    this.processes = new Processes(api);
    this.settlements = new Settlements(api, client);
    this.locks = new JobLocks(api);
    this.reader = new JobReader(api);
    this.sender =
        new CommandSender(
            api,
            processes,
            settlements,
            locks,
            new Variables(Variables.names(GoBpmnAdapter.ENCRYPTED_VARIABLES.in(settings))),
            client);
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    try {
      return command.accept(sender);
    } catch (EngineException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    JobFetch fetch;
    try {
      check(activation);
      Pace pace =
          paces.computeIfAbsent(activation.requireAllOfOneType(PRODUCT).type(), type -> new Pace());
      fetch = new JobFetch(activation, processes, locks, reader, pace);
    } catch (EngineException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    settlements.likelyHolder(activation.worker());
    fetches.add(fetch);
    CompletableFuture<List<ActivatedJob>> result = fetch.start();
    result.whenComplete((jobs, failure) -> fetches.remove(fetch));
    if (closed) {
      fetch.fail(EngineException.closed()); // close() may not have seen this one
    }
    return result;
  }

  private static void check(JobActivation activation) {
    if (!activation.tenantIds().isEmpty() || activation.tenantFilter().isPresent()) {
      throw EngineException.of(ErrorKind.UNSUPPORTED, "go-bpmn does not have tenants");
    }
    if (activation.withLease()) {
      throw EngineException.of(ErrorKind.UNSUPPORTED, "go-bpmn does not have lease tokens");
    }
  }

  /** Open requests come to their end first, so that none of them locks anything after this. */
  @Override
  public CompletionStage<Void> unlockJobs(String worker) {
    CompletableFuture<?>[] ending =
        fetches.stream()
            .filter(fetch -> fetch.worker().equals(worker))
            .map(fetch -> fetch.end().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(ending).thenCompose(ended -> locks.unlockAll(worker));
  }

  /** Asks for a process, since what the engine says of itself it also says to strangers. */
  @Override
  public CompletionStage<EngineInfo> info() {
    return api.send(RestCall.post("processes/query?limit=1", Map.of()))
        .thenApply(
            answer -> {
              if (!answer.path("results").isArray() || !answer.path("count").isIntegralNumber()) {
                throw EngineException.of(
                    ErrorKind.INTERNAL,
                    "the engine's answer cannot be read: it has no results, so this is not the"
                        + " HTTP API of go-bpmn");
              }
              return INFO;
            });
  }

  private static Map<Operation, String> missingOperations() {
    Map<Operation, String> missing = new EnumMap<>(Operation.class);
    missing.put(Operation.UPDATE_JOB, CAMUNDA);
    missing.put(Operation.CANCEL_PROCESS_INSTANCE, CAMUNDA);
    missing.put(Operation.EVALUATE_DECISION, CAMUNDA);
    missing.put(Operation.EVALUATE_CONDITIONALS, "Camunda 8.9");
    return missing;
  }

  private static Map<Feature, String> missingFeatures() {
    Map<Feature, String> missing = new EnumMap<>(Feature.class);
    missing.put(Feature.START_ELEMENTS, CAMUNDA);
    missing.put(Feature.AWAIT_COMPLETION, CAMUNDA);
    missing.put(Feature.OPERATION_REFERENCE, CAMUNDA);
    missing.put(Feature.TENANTS, CAMUNDA);
    missing.put(Feature.ERROR_MESSAGE, CAMUNDA);
    missing.put(Feature.JOB_STREAM, "Zeebe gRPC (engine.type=zeebe)");
    missing.put(Feature.RUNTIME_INSTRUCTIONS, "Camunda 8.8");
    missing.put(Feature.INCIDENT_REFERENCE, "Camunda 8.8");
    missing.put(Feature.MESSAGE_BUSINESS_ID, "Camunda 8.10");
    missing.put(Feature.JOB_TENANT_FILTER, "Camunda 8.9");
    missing.put(Feature.JOB_LEASE, "Camunda 8.10");
    Feature.OF_CAMUNDA_7.forEach(feature -> missing.put(feature, Feature.CAMUNDA_7));
    return missing;
  }

  @Override
  public void close() {
    closed = true;
    fetches.forEach(fetch -> fetch.fail(EngineException.closed()));
    transport.close();
  }
}
