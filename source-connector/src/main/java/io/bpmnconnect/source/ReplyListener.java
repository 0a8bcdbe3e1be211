package io.bpmnconnect.source;

import io.bpmnconnect.engine.EngineCommand.JobCommand;
import java.util.Optional;

/** Told what became of each reply, once; on any thread, which it must not hold up. */
@FunctionalInterface
interface ReplyListener {

  /**
   * A reply has had its effect, or will never have one.
   *
   * @param command what it asked for; empty when it is {@link ReplyOutcome#UNREADABLE}
   * @param timestamp of the reply's record, in milliseconds since 1970
   */
  void replied(ReplyOutcome outcome, Optional<JobCommand> command, long timestamp);
}
