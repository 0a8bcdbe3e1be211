package io.bpmnconnect.it.campaign;

/**
 * A way from a topic into the engine, which ends with a job that only {@link EngineWitness} takes.
 */
enum Flow {
  /** Records start process instances, whose jobs go to a topic, and are answered there. */
  ORDERS("orders", "ended"),

  /** Records are messages, which start process instances. */
  MESSAGES("messages", "published");

  private final String topic;
  private final String lastJobType;

  Flow(String topic, String lastJobType) {
    this.topic = topic;
    this.lastJobType = lastJobType;
  }

  String topic() {
    return topic;
  }

  /** The dead letter queue of its sink. */
  String deadLetters() {
    return topic + "-dlq";
  }

  /** The job type at the end of its process. */
  String lastJobType() {
    return lastJobType;
  }
}
