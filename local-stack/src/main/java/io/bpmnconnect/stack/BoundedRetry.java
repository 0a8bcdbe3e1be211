package io.bpmnconnect.stack;

import io.bpmnconnect.stack.JsonHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Repeats a request for a bounded time while the answer says that it is only not yet possible. */
record BoundedRetry(Duration limit, Predicate<Answer> notYet) {
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Sends a request once. */
  @FunctionalInterface
  interface Request {
    Answer send() throws IOException, InterruptedException;
  }

  /**
   * The first answer that is not to be repeated, or the last one when time is up.
   *
   * @throws StackException when no answer came, or the thread was interrupted
   */
  Answer send(Request request) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        Answer answer = request.send();
        if (!notYet.test(answer) || System.nanoTime() > deadline) {
          return answer;
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (IOException e) {
      throw new StackException("no answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for an answer", e);
    }
  }
}
