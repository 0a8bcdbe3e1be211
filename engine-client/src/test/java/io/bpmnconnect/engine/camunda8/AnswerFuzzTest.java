package io.bpmnconnect.engine.camunda8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * Whatever comes over the network in place of an answer is read, or refused by an {@link
 * EngineException}: nothing else is thrown, nothing hangs. Without the profile {@code fuzz}, only
 * the inputs below {@code src/test/resources} are tried.
 */
@Tag("fuzz")
class AnswerFuzzTest {

  private static final AnswerReader READER = new AnswerReader();

  private static final List<String> TYPES =
      List.of("application/json", "application/problem+json", "text/html");

  private static final List<Integer> STATUSES = List.of(302, 400, 404, 409, 429, 500, 502, 503);

  private interface Reading {
    void of(HttpAnswer answer);
  }

  private static HttpAnswer success(byte[] body) {
    return new HttpAnswer(200, "OK", "application/json", "", body);
  }

  private static void read(HttpAnswer answer, Reading reading) {
    try {
      reading.of(answer);
    } catch (EngineException refused) {
      // as it should be
    }
  }

  @FuzzTest(maxDuration = "30s")
  void jobs(byte[] body) {
    read(success(body), READER::jobs);
  }

  @FuzzTest(maxDuration = "30s")
  void results(byte[] body) {
    for (Operation operation : Operation.values()) {
      read(success(body), answer -> READER.result(operation, answer));
    }
  }

  @FuzzTest(maxDuration = "30s")
  void topology(byte[] body) {
    read(success(body), READER::info);
  }

  @FuzzTest(maxDuration = "30s")
  void problems(byte[] body) {
    for (String type : TYPES) {
      for (int status : STATUSES) {
        HttpAnswer answer = new HttpAnswer(status, "", type, "https://engine/?a=b", body);
        read(answer, READER::jobs);
        read(answer, READER::info);
        for (Operation operation : Operation.values()) {
          read(answer, refused -> READER.result(operation, refused));
        }
      }
    }
  }
}
