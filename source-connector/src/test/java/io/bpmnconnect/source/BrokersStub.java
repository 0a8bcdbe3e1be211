package io.bpmnconnect.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Brokers whose answers are given by hand: real ones do not refuse on demand. */
final class BrokersStub implements Brokers {

  private final List<String> asked = new ArrayList<>();
  private Consumer<CompletableFuture<Integer>> onQuestion = question -> {};
  private CompletableFuture<Integer> last = new CompletableFuture<>();
  private boolean closed;

  /** Answers the last question. */
  void answer(int partitions) {
    last.complete(partitions);
  }

  /** Refuses the last question. */
  void fail(Exception problem) {
    last.completeExceptionally(problem);
  }

  /** Refuses each question from now on. */
  BrokersStub failing(Exception problem) {
    onQuestion = question -> question.completeExceptionally(problem);
    return this;
  }

  /** Answers each question from now on. */
  BrokersStub answering(int partitions) {
    onQuestion = question -> question.complete(partitions);
    return this;
  }

  List<String> asked() {
    return asked;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public CompletionStage<Integer> partitions(String topic) {
    asked.add(topic);
    last = new CompletableFuture<>();
    onQuestion.accept(last);
    return last;
  }

  @Override
  public CompletionStage<?> presence() {
    return partitions("");
  }

  @Override
  public void close() {
    closed = true;
  }
}
