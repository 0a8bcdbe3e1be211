package io.bpmnconnect.engine.camunda8;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bpmnconnect.engine.ActivatedJob;
import io.bpmnconnect.engine.CommandResult;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From the bytes of an answer to what it says. */
@State(Scope.Benchmark)
public class AnswerReadingBenchmark {

  private static final String JOB =
      """
      {"jobKey":2251799813685300,"type":"charge-card","processInstanceKey":2251799813685250,\
      "processDefinitionKey":2251799813685249,"processDefinitionId":"order",\
      "processDefinitionVersion":1,"elementId":"task","elementInstanceKey":2251799813685251,\
      "customHeaders":{},"worker":"w","retries":3,"deadline":4102444800000,\
      "variables":{"orderId":"o-1","amount":42},"tenantId":"<default>"}""";

  private final AnswerReader reader = new AnswerReader();
  private final HttpAnswer message =
      answer("{\"messageKey\":2251799813685251,\"tenantId\":\"<default>\"}");
  private final HttpAnswer jobs = answer("{\"jobs\":[" + (JOB + ",").repeat(31) + JOB + "]}");

  private static HttpAnswer answer(String json) {
    return new HttpAnswer(200, "OK", "application/json", "", json.getBytes(UTF_8));
  }

  @Benchmark
  public CommandResult published() {
    return reader.result(Operation.PUBLISH_MESSAGE, message);
  }

  @Benchmark
  public List<ActivatedJob> jobs32() {
    return reader.jobs(jobs);
  }
}
