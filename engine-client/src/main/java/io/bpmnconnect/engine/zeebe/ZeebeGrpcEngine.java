package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.JobActivation;
import io.bpmnconnect.engine.JobStream;
import io.bpmnconnect.engine.ProcessEngine;
import io.bpmnconnect.engine.auth.Logins;
import io.bpmnconnect.engine.http.Credentials;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StreamActivatedJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.TopologyRequest;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks the gRPC protocol of the gateway of Zeebe 8.6 and newer.
 *
 * <p>Safe for use by any thread; the only state is the channel. It starts no thread: stages
 * complete on the I/O threads that gRPC has for all channels of this plugin.
 */
public final class ZeebeGrpcEngine implements ProcessEngine {

  private static final Logger log = LoggerFactory.getLogger(ZeebeGrpcEngine.class);

  /** What the gateway assumes when a request leaves the long-polling time to it. */
  private static final Duration SERVER_LONG_POLL = Duration.ofSeconds(10);

  private final Duration requestTimeout;
  private final GrpcTransport transport;
  private final GatewayCommands commands;

  public ZeebeGrpcEngine(EngineSettings settings) {
    this(
        settings,
        GatewayChannels.open(settings),
        Logins.open(settings.authentication(), settings.network()));
  }

  /** Takes over the channel and the credentials. */
  ZeebeGrpcEngine(EngineSettings settings, ManagedChannel channel, Credentials credentials) {
    this.requestTimeout = settings.requestTimeout();
    this.transport = new GrpcTransport(settings, channel, credentials);
    this.commands = new GatewayCommands(transport, requestTimeout);
  }

  @Override
  public CompletionStage<CommandResult> execute(EngineCommand command) {
    return unlessRefused(() -> command.accept(commands))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    GatewayRefusals.of(command.operation(), EngineException.from(failure))));
  }

  /** Jobs that came before a call broke off are locked for us, so they are what the call brings. */
  @Override
  public CompletionStage<List<ActivatedJob>> activateJobs(JobActivation activation) {
    return unlessRefused(
        () -> {
          ActivateJobsRequest request = Requests.activation(activation);
          List<ActivatedJob> jobs = new ArrayList<>();
          CompletableFuture<List<ActivatedJob>> all = new CompletableFuture<>();
          transport.stream(
              GatewayGrpc.getActivateJobsMethod(),
              request,
              Optional.of(longPoll(activation).plus(requestTimeout)),
              answer -> answer.getJobsList().forEach(job -> jobs.add(JobReader.job(job))),
              failure -> {
                if (failure.isEmpty() || !jobs.isEmpty()) {
                  failure.ifPresent(
                      f -> log.debug("{} jobs came before: {}", jobs.size(), f.getMessage()));
                  all.complete(jobs);
                } else {
                  all.completeExceptionally(failure.get());
                }
              });
          return all;
        });
  }

  @Override
  public JobStream openJobStream(JobActivation activation, JobStream.Listener listener) {
    StreamActivatedJobsRequest request;
    try {
      request = Requests.stream(activation);
    } catch (EngineException refused) {
      listener.ended(Optional.of(refused));
      return () -> {};
    }
    AtomicBoolean closed = new AtomicBoolean();
    GatewayCall call =
        transport.stream(
            GatewayGrpc.getStreamActivatedJobsMethod(),
            request,
            Optional.empty(),
            job -> listener.activated(JobReader.job(job)),
            failure -> listener.ended(closed.get() ? Optional.empty() : failure));
    return () -> {
      closed.set(true);
      call.cancel();
    };
  }

  @Override
  public CompletionStage<EngineInfo> info() {
    return transport
        .ask(GatewayGrpc.getTopologyMethod(), TopologyRequest.getDefaultInstance(), requestTimeout)
        .thenApply(topology -> ZeebeVersions.info(topology.getGatewayVersion()));
  }

  @Override
  public void close() {
    transport.close();
  }

  /** What the protocol cannot say is a failure like any other. */
  private static <T> CompletionStage<T> unlessRefused(Supplier<CompletionStage<T>> call) {
    try {
      return call.get();
    } catch (EngineException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private static Duration longPoll(JobActivation activation) {
    Duration asked = activation.requestTimeout();
    if (asked.isZero()) {
      return SERVER_LONG_POLL;
    }
    return asked.isNegative() ? Duration.ZERO : asked;
  }
}
