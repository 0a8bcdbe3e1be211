package io.bpmnconnect.engine.camunda8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpmnconnect.engine.Correlation;
import io.bpmnconnect.engine.EngineCommand;
import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.PublishMessage;
import io.bpmnconnect.engine.JobRef;
import io.bpmnconnect.engine.json.PlainJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a command to the bytes of its request. */
@State(Scope.Benchmark)
public class CommandEncodingBenchmark {

  private static final ObjectMapper JACKSON = new ObjectMapper();

  private static final Map<String, Object> VARIABLES =
      Map.of(
          "orderId",
          "o-1",
          "amount",
          42,
          "customer",
          Map.of("id", "c-1", "name", "Ada Example"),
          "lines",
          List.of(Map.of("sku", "A-100", "count", 2), Map.of("sku", "B-200", "count", 1)));

  private final CommandEncoder encoder = new CommandEncoder();
  private final EngineCommand message =
      new PublishMessage(
          "order-placed",
          new Correlation.ByKey("o-1", Optional.empty()),
          Duration.ofHours(1),
          Optional.of("orders/orders-0-1"),
          VARIABLES,
          Optional.empty());
  private final EngineCommand completion =
      new CompleteJob(JobRef.of("2251799813685249"), VARIABLES, Optional.empty());
  private final Map<String, Object> body = message.accept(encoder).body();

  @Benchmark
  public byte[] publishMessage() {
    return PlainJson.bytes(message.accept(encoder).body());
  }

  @Benchmark
  public byte[] completeJob() {
    return PlainJson.bytes(completion.accept(encoder).body());
  }

  @Benchmark
  public byte[] jacksonAlone() throws JsonProcessingException {
    return JACKSON.writeValueAsBytes(body);
  }
}
