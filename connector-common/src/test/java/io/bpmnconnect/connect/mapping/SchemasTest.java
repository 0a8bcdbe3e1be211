package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Whether a record has a schema makes no difference to what expressions see of it. */
class SchemasTest {

  private static final Set<String> NAMES = Set.of("value");
  private static final long DAY = 86_400_000;

  /** One value in three forms. Any of them may be null. */
  private record Twins(Object withSchema, Object schemaless, Object json) {
    static Twins same(Object value) {
      return new Twins(value, value, value);
    }
  }

  /**
   * A value with its schema.
   *
   * @param schemaless the same in the Java types that its schema gives it, structs as maps
   * @param json the same in the few types that a schemaless JSON converter knows; decimals stay,
   *     since a double could not hold them
   */
  private record Data(Schema schema, Object withSchema, Object schemaless, Object json) {}

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void aStructAndTheEqualMapHaveOnePlainForm(@ForAll("data") Data data) {
    assertThat(ConnectValues.toPlain(data.schema(), data.withSchema()))
        .isEqualTo(ConnectValues.toPlain(null, data.schemaless()));
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void anExpressionGivesTheSameForAStructAndTheEqualMap(
      @ForAll("data") Data data, @ForAll("expressions") String expression) {
    Object struct = evaluate(expression, data.schema(), data.withSchema());

    assertThat(evaluate(expression, null, data.schemaless())).isEqualTo(struct);
    assertThat(evaluate(expression, null, data.json())).isEqualTo(struct);
  }

  /** What comes of it, be it a refusal: lists cannot be compared by size, whatever is in them. */
  private static Object evaluate(String expression, Schema schema, Object value) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("value", ConnectValues.toPlain(schema, value));
    try {
      return byValue(Expression.parse(expression, NAMES).evaluate(variables).orElse(null));
    } catch (MappingException refused) {
      return MappingException.class;
    }
  }

  /** Numbers as decimals of no type: a path leaves those inside of objects as they came. */
  private static Object byValue(Object plain) {
    if (plain instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new HashMap<>();
      map.forEach((name, content) -> copy.put(name, byValue(content)));
      return copy;
    }
    if (plain instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(byValue(element)));
      return copy;
    }
    return plain instanceof Number number
        ? new BigDecimal(number.toString()).stripTrailingZeros()
        : plain;
  }

  @Provide
  Arbitrary<String> expressions() {
    return Arbitraries.of(
        "=value",
        "={v: value, a: value.a}",
        "=[value.a, value.b]",
        "=value.a",
        "=value.a.b",
        "=value.a.b.c",
        "=if value.a = null then value.b else value.a",
        "=value.a = value.b",
        "=value.a + 1",
        "=value.a * value.b",
        "=value.a > value.b",
        "=string(value.a)",
        "=string(value)",
        "=count(value.a)",
        "=for x in value.a return x",
        "=for entry in get entries(value) return entry.key",
        "=context merge([value, {z: value.c}])",
        "=value.a[1]",
        "=value.a instance of number",
        "=value.a instance of string",
        "=date(value.a)");
  }

  @Provide
  Arbitrary<Data> data() {
    return struct(3)
        .flatMap(
            schema ->
                values(schema)
                    .map(
                        twins ->
                            new Data(
                                schema, twins.withSchema(), twins.schemaless(), twins.json())));
  }

  private static Arbitrary<Schema> struct(int depth) {
    return Arbitraries.maps(Arbitraries.of("a", "b", "c"), schemas(depth - 1))
        .ofMinSize(1)
        .map(
            fields -> {
              SchemaBuilder struct = SchemaBuilder.struct();
              fields.forEach(struct::field);
              return struct.build();
            });
  }

  private static Arbitrary<Schema> schemas(int depth) {
    Arbitrary<SchemaBuilder> scalars =
        Arbitraries.of(Schema.Type.values())
            .filter(Schema.Type::isPrimitive)
            .map(SchemaBuilder::type);
    Arbitrary<SchemaBuilder> logical =
        Arbitraries.of(0, 1, 2, 3)
            .map(
                type ->
                    switch (type) {
                      case 0 -> org.apache.kafka.connect.data.Date.builder();
                      case 1 -> Time.builder();
                      case 2 -> Timestamp.builder();
                      default -> Decimal.builder(7);
                    });
    Arbitrary<Schema> flat =
        Combinators.combine(Arbitraries.oneOf(scalars, logical), Arbitraries.of(true, false))
            .as((schema, optional) -> (optional ? schema.optional() : schema).build());
    return depth == 0
        ? flat
        : Arbitraries.frequencyOf(
            Tuple.of(3, flat),
            Tuple.of(2, struct(depth)),
            Tuple.of(1, schemas(depth - 1).map(of -> SchemaBuilder.array(of).build())),
            Tuple.of(
                1,
                schemas(depth - 1)
                    .map(of -> SchemaBuilder.map(Schema.STRING_SCHEMA, of).optional().build())));
  }

  private static Arbitrary<Twins> values(Schema schema) {
    Arbitrary<Twins> values = schema.name() == null ? typed(schema) : logical(schema.name());
    return schema.isOptional()
        ? Arbitraries.frequencyOf(
            Tuple.of(3, values), Tuple.of(1, Arbitraries.just(Twins.same(null))))
        : values;
  }

  private static Arbitrary<Twins> typed(Schema schema) {
    return switch (schema.type()) {
      case INT8 -> Arbitraries.bytes().map(n -> new Twins(n, n, n.longValue()));
      case INT16 -> Arbitraries.shorts().map(n -> new Twins(n, n, n.longValue()));
      case INT32 -> Arbitraries.integers().map(n -> new Twins(n, n, n.longValue()));
      case INT64 -> Arbitraries.longs().map(Twins::same);
      case FLOAT32 ->
          Arbitraries.frequencyOf(
                  Tuple.of(9, Arbitraries.floats().filter(SchemasTest::sameTextAsDouble)),
                  Tuple.of(1, Arbitraries.of(Float.NaN, Float.NEGATIVE_INFINITY)))
              .map(n -> new Twins(n, n, finite(Double.parseDouble(n.toString()))));
      case FLOAT64 ->
          Arbitraries.frequencyOf(
                  Tuple.of(9, Arbitraries.doubles()),
                  Tuple.of(1, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY)))
              .map(n -> new Twins(n, n, finite(n)));
      case BOOLEAN -> Arbitraries.of(true, false).map(Twins::same);
      case STRING -> Arbitraries.strings().ofMaxLength(5).map(Twins::same);
      case BYTES ->
          Arbitraries.bytes()
              .array(byte[].class)
              .ofMaxSize(5)
              .map(b -> new Twins(ByteBuffer.wrap(b), b, Base64.getEncoder().encodeToString(b)));
      case ARRAY -> values(schema.valueSchema()).list().ofMaxSize(3).map(SchemasTest::list);
      case MAP ->
          Arbitraries.maps(Arbitraries.of("a", "b", "c", "d e"), values(schema.valueSchema()))
              .ofMaxSize(3)
              .map(SchemasTest::map);
      case STRUCT ->
          Combinators.combine(schema.fields().stream().map(f -> values(f.schema())).toList())
              .as(fields -> struct(schema, fields));
    };
  }

  /** Java 17 writes some doubles with more digits than they need (JDK-4511638). */
  private static boolean sameTextAsDouble(float number) {
    String text = Float.toString(number);
    return text.equals(Double.toString(Double.parseDouble(text)));
  }

  /** What JSON writes for what is no number. */
  private static Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }

  private static Arbitrary<Twins> logical(String name) {
    return switch (name) {
      case Decimal.LOGICAL_NAME ->
          Arbitraries.bigIntegers()
              .between(BigInteger.TEN.pow(30).negate(), BigInteger.TEN.pow(30))
              .map(digits -> Twins.same(new BigDecimal(digits, 7)));
      case Time.LOGICAL_NAME ->
          Arbitraries.longs()
              .between(0, DAY - 1)
              .map(
                  millis ->
                      text(
                          millis,
                          DateTimeFormatter.ISO_LOCAL_TIME.format(
                              LocalTime.ofNanoOfDay(millis * 1_000_000))));
      case Timestamp.LOGICAL_NAME ->
          Arbitraries.longs()
              .between(-DAY * 40_000, DAY * 40_000)
              .map(
                  millis -> {
                    Date date = Date.from(Instant.ofEpochMilli(millis));
                    return new Twins(date, date, Instant.ofEpochMilli(millis).toString());
                  });
      default ->
          Arbitraries.longs()
              .between(-40_000, 40_000)
              .map(day -> text(day * DAY, LocalDate.ofEpochDay(day).toString()));
    };
  }

  /** Without its schema, a date or time would be a moment; as text it stays what it is. */
  private static Twins text(long millis, String iso) {
    return new Twins(Date.from(Instant.ofEpochMilli(millis)), iso, iso);
  }

  private static Twins list(List<Twins> elements) {
    return new Twins(
        in(elements, Twins::withSchema),
        in(elements, Twins::schemaless),
        in(elements, Twins::json));
  }

  private static List<Object> in(List<Twins> elements, Function<Twins, Object> form) {
    List<Object> list = new ArrayList<>();
    elements.forEach(element -> list.add(form.apply(element)));
    return list;
  }

  private static Twins map(Map<String, Twins> entries) {
    Map<String, Object> withSchema = new LinkedHashMap<>();
    Map<String, Object> schemaless = new LinkedHashMap<>();
    Map<String, Object> json = new LinkedHashMap<>();
    entries.forEach(
        (key, twins) -> {
          withSchema.put(key, twins.withSchema());
          schemaless.put(key, twins.schemaless());
          json.put(key, twins.json());
        });
    return new Twins(withSchema, schemaless, json);
  }

  private static Twins struct(Schema schema, List<Twins> values) {
    Map<String, Twins> fields = new LinkedHashMap<>();
    Struct struct = new Struct(schema);
    for (int i = 0; i < values.size(); i++) {
      fields.put(schema.fields().get(i).name(), values.get(i));
      struct.put(schema.fields().get(i), values.get(i).withSchema());
    }
    struct.validate();
    Twins map = map(fields);
    return new Twins(struct, map.schemaless(), map.json());
  }
}
