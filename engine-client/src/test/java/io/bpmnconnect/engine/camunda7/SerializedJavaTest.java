package io.bpmnconnect.engine.camunda7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Java itself serializes, read again without Java's own reader. */
class SerializedJavaTest {

  @SuppressWarnings({"JdkObsolete", "JavaUtilDate"}) // what is found in the field
  static List<Arguments> values() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "ä \uD83C\uDF5E \0");
    object.put("nothing", null);
    object.put("list", new ArrayList<>(List.of(1, 2L, true, new ArrayList<>())));
    object.put("again", "text");
    return List.of(
        same("text"),
        same("t".repeat(70_000) + "ä\uD83C\uDF5E\0"),
        same(1),
        same(Long.MIN_VALUE),
        same(true),
        same(new BigInteger("-12345678901234567890123")),
        same(BigInteger.ZERO),
        same(new BigDecimal("1.10")),
        same(new BigDecimal("-12345678901234567890.123")),
        same(object),
        same(new HashMap<>(object)),
        same(new TreeMap<>(Map.of("a", 1, "b", List.of("c")))),
        same(new LinkedList<>(List.of("a", 1))),
        same(List.of("a", "b", "c")),
        same(Map.of("a", 1, "b", 2)),
        same(Arrays.asList("a", "b")),
        Arguments.of(new LinkedHashSet<>(List.of("a", "b")), List.of("a", "b")),
        Arguments.of(0.1, new BigDecimal("0.1")),
        Arguments.of(1e300, new BigDecimal("1.0E300")),
        Arguments.of(0.5f, new BigDecimal("0.5")),
        Arguments.of(Double.NaN, "NaN"),
        Arguments.of((short) 3, 3),
        Arguments.of('c', "c"),
        Arguments.of(new HashMap<>(Map.of(5, "five")), Map.of("5", "five")),
        Arguments.of(new String[] {"a", "b"}, List.of("a", "b")),
        Arguments.of(DayOfWeek.MONDAY, "MONDAY"),
        Arguments.of(new Date(0), "1970-01-01T00:00:00.000+0000"));
  }

  private static Arguments same(Object value) {
    return Arguments.of(value, value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsRead(Object value, Object expected) throws IOException {
    assertThat(SerializedJava.read(serialized(value))).contains(expected);
  }

  private static byte[] serialized(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  @Test
  void thePartsOfAValueThatAreTheSameAreReadEachTime() throws IOException {
    Object part = new ArrayList<>(List.of("a"));
    Object twice = new ArrayList<>(List.of(part, part, "a"));

    assertThat(SerializedJava.read(serialized(twice)))
        .contains(List.of(List.of("a"), List.of("a"), "a"));
  }

  private record Foreign(String name) implements Serializable {}

  static List<Arguments> unreadable() throws IOException {
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    List<Object> doubling = new ArrayList<>(List.of("x"));
    for (int i = 0; i < 60; i++) {
      doubling = new ArrayList<>(List.of(doubling, doubling));
    }
    return List.of(
        Arguments.of("a class of somebody's own", serialized(new Foreign("a"))),
        Arguments.of(
            "such a class in a list", serialized(new ArrayList<>(List.of(new Foreign("a"))))),
        Arguments.of("a class of the JDK that we do not know", serialized(LocalDate.EPOCH)),
        Arguments.of("a list that holds itself", serialized(itself)),
        Arguments.of("too deep", serialized(deep)),
        Arguments.of("a few bytes that stand for more than memory holds", serialized(doubling)),
        Arguments.of("no stream", "hello".getBytes(UTF_8)),
        Arguments.of("nothing", new byte[0]),
        Arguments.of("null", serialized(null)));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void whatCannotBeReadIsNothing(String what, byte[] bytes) {
    assertThat(SerializedJava.read(bytes)).as(what).isEmpty();
  }

  /** Broken streams end in a value or in nothing, and never in an error or out of memory. */
  @Test
  void aBrokenStreamDoesNoHarm() throws IOException {
    byte[] whole =
        serialized(new LinkedHashMap<>(Map.of("a", List.of(1, "b"), "c", new BigDecimal("1.5"))));
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      assertThat(SerializedJava.read(broken)).isNotNull();
    }
  }
}
