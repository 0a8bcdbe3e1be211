package io.bpmnconnect.engine;

import io.bpmnconnect.engine.EngineCommand.CreateProcessInstance;

/**
 * How often a command is attempted that must not be carried out twice, when it is not known whether
 * an attempt was: it was sent, and no answer, or none that can be read, has come.
 *
 * @param attempts how many such attempts there may be; 1 for no other after the first
 * @param messageIdsKept whether the engine refuses a message whose id it has had already, so that
 *     publishing it again does nothing
 */
public record Ambiguity(int attempts, boolean messageIdsKept) {

  /** No bound: for commands that may be repeated, such as those that settle jobs. */
  public static final Ambiguity UNBOUNDED = new Ambiguity(Integer.MAX_VALUE, true);

  public Ambiguity {
    if (attempts < 1) {
      throw new IllegalArgumentException("at least 1 attempt, but was " + attempts);
    }
  }

  /** Whether a command that is carried out twice leaves the engine as if it had been so once. */
  public boolean isRepeatable(Operation operation) {
    return switch (operation) {
      case CREATE_PROCESS_INSTANCE, EVALUATE_CONDITIONALS, CORRELATE_MESSAGE, BROADCAST_SIGNAL ->
          false;
      case PUBLISH_MESSAGE -> messageIdsKept;
      case CANCEL_PROCESS_INSTANCE,
          COMPLETE_JOB,
          FAIL_JOB,
          THROW_JOB_ERROR,
          UPDATE_JOB,
          RELEASE_JOB,
          SET_VARIABLES,
          RESOLVE_INCIDENT,
          EVALUATE_DECISION ->
          true;
    };
  }

  /**
   * Whether another attempt is allowed.
   *
   * @param ambiguousAttempts how many attempts may have been carried out, this one included
   */
  boolean allowsAnother(EngineCommand command, EngineException failure, int ambiguousAttempts) {
    if (!failure.isAmbiguous() || isRepeatable(command.operation())) {
      return true;
    }
    if (command instanceof CreateProcessInstance create && create.await().isPresent()) {
      return false; // it would start one more, and wait for one that lasts as long
    }
    // An answer of success that cannot be read: it was most likely done.
    return failure.kind() != ErrorKind.INTERNAL && ambiguousAttempts < attempts;
  }
}
