package io.bpmnconnect.sink;

import static io.bpmnconnect.sink.SinkConfigs.connector;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No digit of a number is lost between the record and the body that the engine gets. */
class ExactDigitsTest {

  private static final int SCALE = 9;

  private static final Schema NUMBERS =
      SchemaBuilder.struct()
          .field("whole", SchemaBuilder.array(Schema.INT64_SCHEMA).build())
          .field("decimal", SchemaBuilder.array(Decimal.schema(SCALE)).build())
          .build();

  private final List<Long> whole = new ArrayList<>();
  private final List<BigDecimal> decimal = new ArrayList<>();

  private RunningSink sink;

  /** The edges, and numbers of every length: always the same ones. */
  @BeforeEach
  void open() throws IOException {
    Random random = new Random(42);
    whole.addAll(List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, (1L << 53) + 1, -(1L << 53) - 1));
    decimal.add(new BigDecimal("0.000000000"));
    decimal.add(new BigDecimal("19.990000000"));
    for (int i = 0; i < 500; i++) {
      whole.add(random.nextLong() >> random.nextInt(Long.SIZE));
      decimal.add(new BigDecimal(new BigInteger(1 + random.nextInt(125), random), SCALE).negate());
    }
    sink = new RunningSink();
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=value",
        "={whole: value.whole, decimal: value.decimal}",
        "=context put(value, \"more\", 1)",
        "={whole: for n in value.whole return n, decimal: value.decimal[true]}"
      })
  void everyDigitArrives(String variables) {
    Map<String, String> config =
        connector(
            "operation", "set-variables",
            "element.instance.key", "1",
            "variables", variables);
    sink.start(config);
    Struct value = new Struct(NUMBERS).put("whole", whole).put("decimal", decimal);

    sink.put(
        new SinkRecord("orders", 0, null, null, NUMBERS, value, 5, 0L, TimestampType.CREATE_TIME));

    sink.awaitDone(6);
    Map<?, ?> arrived = (Map<?, ?>) sink.engine.arrived("variables").get(0);
    assertThat(numbers(arrived.get("whole")))
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactlyElementsOf(whole.stream().map(BigDecimal::valueOf).toList());
    assertThat(numbers(arrived.get("decimal")))
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactlyElementsOf(decimal);
  }

  private static List<BigDecimal> numbers(Object list) {
    return ((List<?>) list).stream().map(number -> new BigDecimal(number.toString())).toList();
  }
}
