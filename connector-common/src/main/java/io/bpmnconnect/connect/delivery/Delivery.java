package io.bpmnconnect.connect.delivery;

import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineException;
import java.time.Duration;

/**
 * One command on its way to the engine. Exactly one of {@link #succeeded} and {@link #failed} is
 * called, once, from any thread; none of the methods may block. Nothing is called for a delivery
 * that is no longer wanted when its turn comes.
 */
public interface Delivery {

  /** Deliveries of equal lanes are carried out one after the other, in the order submitted. */
  Object lane();

  EngineCommand command();

  /**
   * Whether the command should still be sent; asked before each attempt, under a lock: looks at a
   * flag and nothing else.
   */
  boolean isWanted();

  /**
   * One attempt has failed; called before {@link #failed} or {@link #succeeded}.
   *
   * @param lasted from the sending of the command to its failure
   */
  default void attemptFailed(EngineException failure, Duration lasted) {}

  void succeeded(CommandResult result);

  void failed(EngineException failure);
}
