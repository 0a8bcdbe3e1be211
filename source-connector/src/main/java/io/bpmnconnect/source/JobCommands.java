package io.bpmnconnect.source;

import io.bpmnconnect.connect.delivery.CommandDispatcher;
import io.bpmnconnect.connect.delivery.Delivery;
import io.bpmnconnect.connect.delivery.TaskFailure;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineCommand.ReleaseJob;
import io.bpmnconnect.engine.EngineCommand.UpdateJob;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connector itself tells the engine about a job: that it is done, has failed, is given
 * back, or stays locked. The commands of one job keep their order. Safe for use by any thread.
 */
final class JobCommands {

  private static final Logger log = LoggerFactory.getLogger(JobCommands.class);

  private final EngineAdapter adapter;
  private final CommandDispatcher dispatcher;
  private final JobRegistry registry;
  private final SourceMetrics metrics;
  private final TaskFailure failure;

  JobCommands(
      EngineAdapter adapter,
      CommandDispatcher dispatcher,
      JobRegistry registry,
      SourceMetrics metrics,
      TaskFailure failure) {
    this.adapter = adapter;
    this.dispatcher = dispatcher;
    this.registry = registry;
    this.metrics = metrics;
    this.failure = failure;
  }

  /** Completes a job without variables; it has left when the engine has answered. */
  void complete(FetchedJob job) {
    settle(job, new CompleteJob(job.job().ref(), Map.of(), Optional.empty()));
  }

  /** Fails a job; it has left when the engine has answered. */
  void fail(FetchedJob job, int retries, String reason) {
    settle(
        job, new FailJob(job.job().ref(), retries, Optional.of(reason), Duration.ZERO, Map.of()));
  }

  /** Gives a job back as it was, for whoever asks for it next. */
  void release(FetchedJob job) {
    metrics.released();
    settle(job, new ReleaseJob(job.job().ref(), OptionalInt.of(job.job().retries())));
  }

  private void settle(FetchedJob job, JobCommand command) {
    dispatcher.submit(
        new Command(job, command) {
          @Override
          public void succeeded(CommandResult result) {
            metrics.settled(command.operation(), SettlementOutcome.SETTLED);
            registry.remove(job);
          }

          @Override
          public boolean isWanted() {
            return true;
          }
        });
  }

  /**
   * Locks a job for some time from now on.
   *
   * @param extended run when the engine has done so; a job that cannot be locked any more has left
   */
  void extend(FetchedJob job, Duration lock, Runnable extended) {
    dispatcher.submit(
        new Command(
            job,
            new UpdateJob(
                job.job().ref(), OptionalInt.empty(), Optional.of(lock), OptionalInt.empty())) {
          @Override
          public void succeeded(CommandResult result) {
            metrics.lockExtended();
            extended.run();
          }

          @Override
          public boolean isWanted() {
            return !job.hasLeft();
          }
        });
  }

  /**
   * Has an incident tell of a job whose reply the engine has refused, and whose lock never ends.
   * Nothing is to be done where the job is gone.
   */
  void raiseIncident(JobRef job) {
    String why = "the engine refused the reply to this job";
    FailJob command = new FailJob(job, 0, Optional.of(why), Duration.ZERO, Map.of());
    dispatcher.submit(
        new Delivery() {
          @Override
          public Object lane() {
            return job.key();
          }

          @Override
          public EngineCommand command() {
            return command;
          }

          @Override
          public boolean isWanted() {
            return true;
          }

          @Override
          public void succeeded(CommandResult result) {
            log.debug("{}: an incident tells that {}", command.subject(), why);
          }

          @Override
          public void failed(EngineException refusal) {
            if (refusal.kind() != ErrorKind.NOT_FOUND) {
              log.warn(
                  "{} stays locked until this connector starts again: {}, and no incident can be"
                      + " raised: {}",
                  command.subject(),
                  why,
                  refusal.getMessage());
            }
          }
        });
  }

  /**
   * Waits until the engine has answered everything.
   *
   * @return whether it did within the time
   */
  boolean awaitQuiet(Duration atMost) {
    return dispatcher.awaitQuiet(atMost);
  }

  /** Ends without another word to the engine. */
  void close() {
    dispatcher.close();
  }

  /** A command for one job, and what its refusal means. */
  private abstract class Command implements Delivery {
    private final FetchedJob job;
    private final JobCommand command;

    Command(FetchedJob job, JobCommand command) {
      this.job = job;
      this.command = command;
    }

    @Override
    public Object lane() {
      return command.job().key();
    }

    @Override
    public EngineCommand command() {
      return command;
    }

    @Override
    public void failed(EngineException refusal) {
      SettlementOutcome outcome =
          SettlementOutcome.of(command.operation(), refusal.kind(), adapter);
      metrics.settled(command.operation(), outcome);
      switch (outcome) {
        case SETTLED, SETTLED_BEFORE -> log.debug("{}: settled before", command.subject());
        case REFUSED -> {
          if (command.operation() == Operation.UPDATE_JOB
              && refusal.kind() != ErrorKind.FORBIDDEN) {
            log.debug("{}: its lock has ended: {}", command.subject(), refusal.getMessage());
          } else {
            log.warn(
                "{} of {} failed; the engine offers the job again when its lock ends: {}",
                command.operation(),
                command.subject(),
                refusal.getMessage());
            if (!job.job().lockEnds()) {
              release(job);
              return;
            }
          }
        }
        case FATAL ->
            failure.set(
                new ConnectException(
                    command.operation()
                        + " of "
                        + command.subject()
                        + " failed: "
                        + refusal.getMessage(),
                    refusal));
      }
      registry.remove(job);
    }
  }
}
