package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.auth.Logins;
import io.bpmnconnect.engine.http.HttpTransport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Speaks the REST API of the Camunda 7 family. Safe for use by any thread.
 *
 * <p>A request for jobs that is open when this is closed stays open in the engine, which can lock
 * jobs for it until its time is over; {@link #unlockJobs} before avoids it.
 */
final class Camunda7Engine implements ProcessEngine {

  private final HttpTransport transport;
  private final CommandSender sender;
  private final JobFetches fetches;
  private final EngineCheck check;

  Camunda7Engine(EngineSettings settings) {
    VariableOptions options = VariableOptions.of(settings);
    TypedVariables variables = new TypedVariables(options);
    VariableReader reader = new VariableReader(options);
    this.transport =
        new HttpTransport(settings, Logins.open(settings.authentication(), settings.network()));
    Camunda7Api api = new Camunda7Api(settings.url(), settings.requestTimeout(), transport);
    this.sender =
        new CommandSender(
            api, variables, reader, new Settlements(api, variables, settings.userAgent()));
    this.fetches = new JobFetches(api, settings.requestTimeout(), reader);
    this.check = new EngineCheck(api, options);
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
    try {
      return fetches.fetch(activation);
    } catch (EngineException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /**
   * Ends the worker's open requests: what they still bring is unlocked. The jobs that the worker
   * has already stay with it, since their locks end by themselves.
   */
  @Override
  public CompletionStage<Void> unlockJobs(String worker) {
    return fetches.end(worker);
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return check.info();
  }

  @Override
  public void close() {
    transport.close();
  }
}
