package io.bpmnconnect.stack;

/** Deploys models on one engine. */
@FunctionalInterface
interface Deployer {

  /**
   * Deploys a model.
   *
   * @param name the resource's name, whose extension tells the engine its kind
   * @param model its XML
   * @throws StackException when the engine refuses it or does not answer
   */
  void deploy(String name, String model);
}
