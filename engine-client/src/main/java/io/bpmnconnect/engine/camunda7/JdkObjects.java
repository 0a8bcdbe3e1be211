package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.camunda7.SerializedJava.Description;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plain values of the objects in a stream: the JDK's maps, lists, sets, numbers and dates,
 * which is all that becomes of JSON. Each class has a form of its own (see the pages "Serialized
 * Form" of the JDK's documentation).
 */
final class JdkObjects {

  /** What {@code List.of}, {@code Set.of} and {@code Map.of} write of themselves. */
  private static final int COLLECTION_MASK = 0xFF;

  private static final int IMMUTABLE_MAP = 3;

  private final SerializedJava stream;

  JdkObjects(SerializedJava stream) {
    this.stream = stream;
  }

  Object read(Description description) throws IOException {
    return switch (description.name()) {
      case "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.lang.Character" ->
          plain(part(fields(description), "value", Object.class));
      case "java.math.BigInteger" -> bigInteger(fields(description));
      case "java.math.BigDecimal" -> bigDecimal(fields(description));
      case "java.util.Date" -> date(description);
      case "java.util.HashMap", "java.util.LinkedHashMap" -> hashMap(description);
      case "java.util.TreeMap" -> treeMap(description);
      case "java.util.ArrayList" -> arrayList(description);
      case "java.util.LinkedList" -> linkedList(description);
      case "java.util.HashSet", "java.util.LinkedHashSet" -> hashSet(description);
      case "java.util.Arrays$ArrayList" -> part(fields(description), "a", List.class);
      case "java.util.CollSer" -> immutable(description);
      default -> throw new IOException("a class that is not known: " + description.name());
    };
  }

  /** JSON has no single characters and knows decimals by their digits. */
  private static Object plain(Object value) {
    if (value instanceof Float || value instanceof Double) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? new BigDecimal(value.toString()) : value.toString();
    }
    if (value instanceof Byte || value instanceof Short) {
      return ((Number) value).intValue();
    }
    return value instanceof Character ? value.toString() : value;
  }

  /** The fields of an object of a class without data of its own making, its parents' first. */
  private Map<String, Object> fields(Description description) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (description.parent() != null) {
      fields.putAll(fields(description.parent()));
    }
    fields.putAll(stream.ownFields(description));
    if (description.writesMore()) {
      stream.requireEnd();
    }
    return fields;
  }

  /** A field that an object of its class always has. */
  private static <T> T part(Map<String, Object> fields, String name, Class<T> type)
      throws IOException {
    Object value = fields.get(name);
    if (!type.isInstance(value)) {
      throw new IOException("an object without its field " + name);
    }
    return type.cast(value);
  }

  private static BigInteger bigInteger(Map<String, Object> fields) throws IOException {
    return new BigInteger(
        part(fields, "signum", Integer.class), part(fields, "magnitude", byte[].class));
  }

  private static BigDecimal bigDecimal(Map<String, Object> fields) throws IOException {
    return new BigDecimal(
        part(fields, "intVal", BigInteger.class), part(fields, "scale", Integer.class));
  }

  private String date(Description description) throws IOException {
    stream.ownFields(description);
    stream.requireBlock(Long.BYTES);
    String date = EngineDates.format(Instant.ofEpochMilli(stream.readLong()));
    stream.requireEnd();
    return date;
  }

  private Map<String, Object> hashMap(Description description) throws IOException {
    Description table = description.parent() == null ? description : description.parent();
    stream.ownFields(table);
    stream.requireBlock(2 * Integer.BYTES);
    stream.readInt(); // its buckets
    Map<String, Object> map = entries(stream.readInt());
    stream.requireEnd();
    if (description.parent() != null) {
      stream.ownFields(description);
    }
    return map;
  }

  private Map<String, Object> treeMap(Description description) throws IOException {
    stream.ownFields(description);
    stream.requireBlock(Integer.BYTES);
    Map<String, Object> map = entries(stream.readInt());
    stream.requireEnd();
    return map;
  }

  private Map<String, Object> entries(int size) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      String name = String.valueOf(stream.next()); // as JSON has it
      map.put(name, stream.next());
    }
    return map;
  }

  private List<Object> arrayList(Description description) throws IOException {
    int size = part(stream.ownFields(description), "size", Integer.class);
    stream.requireBlock(Integer.BYTES);
    stream.readInt(); // its capacity
    List<Object> list = stream.elements(size);
    stream.requireEnd();
    return list;
  }

  private List<Object> linkedList(Description description) throws IOException {
    stream.ownFields(description);
    stream.requireBlock(Integer.BYTES);
    List<Object> list = stream.elements(stream.readInt());
    stream.requireEnd();
    return list;
  }

  private List<Object> hashSet(Description description) throws IOException {
    Description table = description.parent() == null ? description : description.parent();
    stream.ownFields(table);
    stream.requireBlock(3 * Integer.BYTES);
    stream.readLong(); // its capacity and load factor
    List<Object> set = stream.elements(stream.readInt());
    stream.requireEnd();
    if (description.parent() != null) {
      stream.ownFields(description);
    }
    return set;
  }

  private Object immutable(Description description) throws IOException {
    int kind = part(stream.ownFields(description), "tag", Integer.class) & COLLECTION_MASK;
    stream.requireBlock(Integer.BYTES);
    int size = stream.readInt();
    Object collection = kind == IMMUTABLE_MAP ? entries(size / 2) : stream.elements(size);
    stream.requireEnd();
    return collection;
  }
}
