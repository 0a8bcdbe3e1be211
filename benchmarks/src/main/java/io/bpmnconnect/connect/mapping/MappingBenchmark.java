package io.bpmnconnect.connect.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a record's value to a field of a command. */
@State(Scope.Benchmark)
public class MappingBenchmark {

  private static final Set<String> NAMES = Set.of("value");

  private static final Schema LINE =
      SchemaBuilder.struct()
          .field("sku", Schema.STRING_SCHEMA)
          .field("count", Schema.INT32_SCHEMA)
          .build();
  private static final Schema ORDER =
      SchemaBuilder.struct()
          .field("orderId", Schema.STRING_SCHEMA)
          .field("amount", Schema.INT64_SCHEMA)
          .field("express", Schema.BOOLEAN_SCHEMA)
          .field("lines", SchemaBuilder.array(LINE).build())
          .build();

  private final Struct struct =
      new Struct(ORDER)
          .put("orderId", "o-1")
          .put("amount", 42L)
          .put("express", false)
          .put("lines", List.of(line("A-100", 2), line("B-200", 1)));
  private final Map<String, Object> record =
      Map.of("value", Map.of("order", Map.of("id", "o-1", "amount", 42)));
  private final Expression literal = Expression.parse("order", NAMES);
  private final Expression path = Expression.parse("=value.order.id", NAMES);
  private final Expression feel = Expression.parse("=\"order-\" + value.order.id", NAMES);

  private static Struct line(String sku, int count) {
    return new Struct(LINE).put("sku", sku).put("count", count);
  }

  @Benchmark
  public Optional<Object> literal() {
    return literal.evaluate(record);
  }

  @Benchmark
  public Optional<Object> barePath() {
    return path.evaluate(record);
  }

  @Benchmark
  public Optional<Object> feel() {
    return feel.evaluate(record);
  }

  @Benchmark
  public Object struct() {
    return ConnectValues.toPlain(ORDER, struct);
  }
}
