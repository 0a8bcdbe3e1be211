package io.bpmnconnect.source;

import java.util.concurrent.CompletionStage;

/** What the connector asks brokers. Each answer, or why there is none, comes within seconds. */
interface Brokers extends AutoCloseable {

  /** How many partitions a topic has. */
  CompletionStage<Integer> partitions(String topic);

  /** Complete when there are brokers that answer. */
  CompletionStage<?> presence();

  @Override
  void close();
}
