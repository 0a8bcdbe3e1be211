package io.bpmnconnect.connect.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

class ConnectValuesTest {

  private static final Date EPOCH = Date.from(Instant.EPOCH);
  private static final Date NOON = Date.from(Instant.parse("2024-02-29T12:30:00Z"));

  @Test
  void nullTextAndBooleansStayThemselves() {
    assertThat(ConnectValues.toPlain(Schema.OPTIONAL_STRING_SCHEMA, null)).isNull();
    assertThat(ConnectValues.toPlain(null, null)).isNull();
    assertThat(ConnectValues.toPlain(Schema.STRING_SCHEMA, "x")).isEqualTo("x");
    assertThat(ConnectValues.toPlain(Schema.BOOLEAN_SCHEMA, true)).isEqualTo(true);
  }

  @Test
  void everyWholeNumberTypeKeepsItsValue() {
    assertThat(ConnectValues.toPlain(Schema.INT8_SCHEMA, (byte) -3)).isEqualTo(-3);
    assertThat(ConnectValues.toPlain(Schema.INT16_SCHEMA, (short) 300)).isEqualTo(300);
    assertThat(ConnectValues.toPlain(Schema.INT32_SCHEMA, 70_000)).isEqualTo(70_000);
    assertThat(ConnectValues.toPlain(Schema.INT64_SCHEMA, Long.MAX_VALUE))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void fractionsKeepTheirDecimalDigits() {
    assertThat(ConnectValues.toPlain(Schema.FLOAT32_SCHEMA, 1.1f)).isEqualTo(new BigDecimal("1.1"));
    assertThat(ConnectValues.toPlain(Schema.FLOAT64_SCHEMA, 1.1)).isEqualTo(1.1);
    Schema decimal = Decimal.schema(3);
    assertThat(ConnectValues.toPlain(decimal, new BigDecimal("19.990")))
        .isEqualTo(new BigDecimal("19.990"));
  }

  @Test
  void jsonIsNotCopiedUnlessSomethingInItNeedsAnotherForm() {
    Map<String, Object> plain =
        Map.of("id", "o-1", "lines", List.of(Map.of("count", 2L, "price", 1.5, "open", true)));
    Map<String, Object> odd =
        Map.of("id", "o-1", "lines", List.of(Map.of("count", (byte) 2, "price", 1.5)));

    assertThat(ConnectValues.toPlain(null, plain)).isSameAs(plain);
    assertThat(ConnectValues.toPlain(null, odd))
        .isEqualTo(Map.of("id", "o-1", "lines", List.of(Map.of("count", 2, "price", 1.5))));
  }

  @Test
  void whatIsNoNumberIsNull() {
    for (Object odd :
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY)) {
      Map<String, Object> none = Collections.singletonMap("rate", null);

      assertThat(ConnectValues.toPlain(null, odd)).isNull();
      assertThat(ConnectValues.toPlain(null, Map.of("rate", odd))).isEqualTo(none);
      assertThat(ConnectValues.toPlain(null, List.of(Map.of("rate", odd), odd)))
          .isEqualTo(Arrays.asList(none, null));
    }
    Schema quote = SchemaBuilder.struct().field("rate", Schema.FLOAT64_SCHEMA).build();
    assertThat(ConnectValues.toPlain(quote, new Struct(quote).put("rate", Double.NaN)))
        .isEqualTo(Collections.singletonMap("rate", null));
  }

  @Test
  void theNumbersAtTheEdgeOfWhatIsFiniteStayThemselves() {
    assertThat(ConnectValues.toPlain(null, Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    assertThat(ConnectValues.toPlain(null, -0.0)).isEqualTo(-0.0);
    assertThat(ConnectValues.toPlain(null, Float.MAX_VALUE))
        .isEqualTo(new BigDecimal("3.4028235E+38"));
  }

  @Test
  void expressionsUnderstandEveryNumberType() {
    for (Object number : List.of((byte) 3, (short) 3, 3, 3L, 3.0f, 3.0, new BigDecimal("3.0"))) {
      Object plain = ConnectValues.toPlain(null, number);

      assertThat(
              Expression.parse("={n: value + 1}", Set.of("value")).evaluate(Map.of("value", plain)))
          .as(number.getClass().getSimpleName())
          .contains(Map.of("n", 4L));
    }
  }

  @Test
  void bytesBecomeBase64() {
    byte[] bytes = {1, 2, 3, 4};
    ByteBuffer middle = ByteBuffer.wrap(bytes, 1, 2);

    assertThat(ConnectValues.toPlain(Schema.BYTES_SCHEMA, bytes)).isEqualTo("AQIDBA==");
    assertThat(ConnectValues.toPlain(Schema.BYTES_SCHEMA, ByteBuffer.wrap(bytes)))
        .isEqualTo("AQIDBA==");
    assertThat(ConnectValues.toPlain(Schema.BYTES_SCHEMA, middle)).isEqualTo("AgM=");
    assertThat(middle.remaining()).as("the buffer is left unread").isEqualTo(2);
  }

  @Test
  void datesTimesAndTimestampsBecomeIsoTextInUtc() {
    Date day = Date.from(Instant.parse("2024-02-29T00:00:00Z"));
    Date halfPastTen = Date.from(Instant.parse("1970-01-01T10:30:00Z"));

    assertThat(ConnectValues.toPlain(org.apache.kafka.connect.data.Date.SCHEMA, day))
        .isEqualTo("2024-02-29");
    assertThat(ConnectValues.toPlain(Time.SCHEMA, halfPastTen)).isEqualTo("10:30:00");
    assertThat(ConnectValues.toPlain(Timestamp.SCHEMA, NOON)).isEqualTo("2024-02-29T12:30:00Z");
    assertThat(ConnectValues.toPlain(null, NOON)).isEqualTo("2024-02-29T12:30:00Z");
  }

  @Test
  void datesBeforeTheEpochAreReadToo() {
    Date before = Date.from(Instant.parse("1969-12-31T00:00:00Z"));

    assertThat(ConnectValues.toPlain(org.apache.kafka.connect.data.Date.SCHEMA, before))
        .isEqualTo("1969-12-31");
  }

  @Test
  void structsBecomeObjectsHoweverDeep() {
    Schema address = SchemaBuilder.struct().optional().field("city", Schema.STRING_SCHEMA).build();
    Schema order =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("total", Decimal.schema(2))
            .field("placed", Timestamp.SCHEMA)
            .field("address", address)
            .field("billing", address)
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .field("lines", SchemaBuilder.array(address).build())
            .field("days", SchemaBuilder.array(org.apache.kafka.connect.data.Date.SCHEMA).build())
            .build();
    Struct value =
        new Struct(order)
            .put("id", 7L)
            .put("total", new BigDecimal("19.90"))
            .put("placed", NOON)
            .put("address", new Struct(address).put("city", "Berlin"))
            .put("lines", List.of(new Struct(address).put("city", "Bonn")))
            .put("days", List.of(EPOCH));

    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("id", 7L);
    expected.put("total", new BigDecimal("19.90"));
    expected.put("placed", "2024-02-29T12:30:00Z");
    expected.put("address", Map.of("city", "Berlin"));
    expected.put("billing", null);
    expected.put("note", null);
    expected.put("lines", List.of(Map.of("city", "Bonn")));
    expected.put("days", List.of("1970-01-01"));
    assertThat(ConnectValues.toPlain(order, value)).isEqualTo(expected);
  }

  @Test
  void theKeysOfAMapBecomeText() {
    Schema byNumber = SchemaBuilder.map(Schema.INT32_SCHEMA, Timestamp.SCHEMA).build();
    Schema byDay =
        SchemaBuilder.map(org.apache.kafka.connect.data.Date.SCHEMA, Schema.STRING_SCHEMA).build();

    assertThat(ConnectValues.toPlain(byNumber, Map.of(1, NOON)))
        .isEqualTo(Map.of("1", "2024-02-29T12:30:00Z"));
    assertThat(ConnectValues.toPlain(byDay, Map.of(EPOCH, "x")))
        .isEqualTo(Map.of("1970-01-01", "x"));
    assertThat(ConnectValues.toPlain(null, Collections.singletonMap(null, 1)))
        .isEqualTo(Map.of("null", 1));
    assertThat(ConnectValues.toPlain(null, Map.of(Double.NaN, 1, Float.NEGATIVE_INFINITY, 2)))
        .isEqualTo(Map.of("NaN", 1, "-Infinity", 2));
  }

  @Test
  void schemalessDataIsReadAsDeepAsItGoes() {
    Map<String, Object> value = new HashMap<>();
    value.put("items", Arrays.asList(Map.of("raw", new byte[] {1}), null, NOON));
    value.put("nothing", null);

    Map<String, Object> expected = new HashMap<>();
    expected.put("items", Arrays.asList(Map.of("raw", "AQ=="), null, "2024-02-29T12:30:00Z"));
    expected.put("nothing", null);
    assertThat(ConnectValues.toPlain(null, value)).isEqualTo(expected);
  }

  @Test
  void whatConnectDoesNotKnowBecomesItsText() {
    assertThat(ConnectValues.toPlain(null, URI.create("odd"))).isEqualTo("odd");
  }

  @Test
  void schemalessNumbersStayExactWithin64Bits() {
    assertThat(ConnectValues.toSchemaless(7)).isEqualTo(7L);
    assertThat(ConnectValues.toSchemaless(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(ConnectValues.toSchemaless(new BigDecimal("19.990"))).isEqualTo(19.99);
    assertThat(ConnectValues.toSchemaless(new BigInteger("12345678901234567890")))
        .isEqualTo(1.2345678901234567e19);
    assertThat(ConnectValues.toSchemaless(new BigDecimal("0.1234567890123456789")))
        .isEqualTo(0.12345678901234568);
  }

  @Test
  void schemalessObjectsAndListsAreCopiedAsDeepAsTheyGo() {
    Map<String, Object> plain = new HashMap<>();
    plain.put("list", Arrays.asList(1, null, Map.of("price", new BigDecimal("1.5"))));
    plain.put("nothing", null);
    plain.put("text", "x");
    plain.put("yes", true);

    Map<String, Object> expected = new HashMap<>();
    expected.put("list", Arrays.asList(1L, null, Map.of("price", 1.5)));
    expected.put("nothing", null);
    expected.put("text", "x");
    expected.put("yes", true);
    assertThat(ConnectValues.toSchemaless(plain)).isEqualTo(expected);
    assertThat(ConnectValues.toSchemaless(null)).isNull();
  }
}
