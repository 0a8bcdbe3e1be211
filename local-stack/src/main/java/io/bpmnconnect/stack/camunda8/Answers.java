package io.bpmnconnect.stack.camunda8;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Answers calls, and puts refusals into the statuses that a gateway gives them. */
final class Answers {

  private Answers() {}

  /** Answers a call that has one answer. */
  static <A> void of(StreamObserver<A> observer, Supplier<A> command) {
    refusing(
        observer,
        () -> {
          observer.onNext(command.get());
          observer.onCompleted();
        });
  }

  /** Carries out what answers by itself, unless it is refused. */
  static void refusing(StreamObserver<?> observer, Runnable command) {
    try {
      command.run();
    } catch (Refusal refusal) {
      observer.onError(status(refusal));
    }
  }

  /** The status by gRPC; those of partitions and sizes were seen on 8.6.0. */
  static StatusRuntimeException status(Refusal refusal) {
    Status status =
        switch (refusal.kind()) {
          case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
          case NOT_FOUND -> Status.NOT_FOUND;
          case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
          case INVALID_STATE -> Status.FAILED_PRECONDITION;
          case NO_SUCH_PARTITION -> Status.UNAVAILABLE;
          case EXCEEDED_BATCH_RECORD_SIZE, MALFORMED_REQUEST -> Status.INTERNAL;
          case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
        };
    return status
        .withDescription(refusal.detail() + " (" + refusal.kind() + ")")
        .asRuntimeException();
  }
}
