package io.bpmnconnect.connect.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;

/**
 * Plain values from Connect data and back.
 *
 * <p>Connect to plain: structs and maps become maps, arrays lists, bytes Base64 text, dates, times
 * and timestamps ISO 8601 text in UTC; 64-bit integers and decimals keep every digit. NaN and the
 * infinities become {@code null}, which they are to FEEL; JSON has no form for them. A schemaless
 * map that is plain already is not copied. Plain to Connect: whatever a schemaless Connect record
 * can hold.
 */
public final class ConnectValues {

  private ConnectValues() {}

  /**
   * The plain form of a Connect value; {@code null} stays {@code null}, and so become NaN and the
   * infinities.
   *
   * @param schema may be {@code null}, as Connect gives it for schemaless data
   */
  public static Object toPlain(Schema schema, Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return numberToPlain(number);
    }
    if (value instanceof Struct struct) {
      return structToPlain(struct);
    }
    if (value instanceof Map<?, ?> map) {
      return schema == null && isPlain(map) ? map : mapToPlain(schema, map);
    }
    if (value instanceof Collection<?> list) {
      return listToPlain(schema, list);
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof Date date) {
      return dateToPlain(schema, date);
    }
    return value.toString();
  }

  /** Whether nothing in it needs another form, as is so of JSON but for some numbers. */
  private static boolean isPlain(Object value) {
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String) || !isPlain(entry.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (!isPlain(element)) {
          return false;
        }
      }
      return true;
    }
    return value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof Integer
        || value instanceof Boolean
        || (value instanceof Double number && Double.isFinite(number));
  }

  /**
   * The numbers that FEEL knows: it would take a byte for an object, and widen a float inexactly.
   * What is not a number to it is {@code null}.
   */
  private static Number numberToPlain(Number number) {
    if (number instanceof Byte || number instanceof Short) {
      return number.intValue();
    }
    if ((number instanceof Float || number instanceof Double)
        && !Double.isFinite(number.doubleValue())) {
      return null;
    }
    return number instanceof Float ? new BigDecimal(number.toString()) : number;
  }

  private static Map<String, Object> structToPlain(Struct struct) {
    List<Field> fields = struct.schema().fields();
    Map<String, Object> plain = new LinkedHashMap<>(fields.size() * 2);
    for (Field field : fields) {
      plain.put(field.name(), toPlain(field.schema(), struct.get(field)));
    }
    return plain;
  }

  private static Map<String, Object> mapToPlain(Schema schema, Map<?, ?> map) {
    Schema keys = schema == null ? null : schema.keySchema();
    Schema values = schema == null ? null : schema.valueSchema();
    Map<String, Object> plain = new LinkedHashMap<>(map.size() * 2);
    map.forEach((key, value) -> plain.put(keyToPlain(keys, key), toPlain(values, value)));
    return plain;
  }

  /** A key is text, so that NaN and the infinities need not be one and the same. */
  private static String keyToPlain(Schema schema, Object key) {
    Object plain = toPlain(schema, key);
    return String.valueOf(plain == null ? key : plain);
  }

  private static List<Object> listToPlain(Schema schema, Collection<?> list) {
    Schema elements = schema == null ? null : schema.valueSchema();
    List<Object> plain = new ArrayList<>(list.size());
    list.forEach(element -> plain.add(toPlain(elements, element)));
    return plain;
  }

  @SuppressWarnings("JavaUtilDate") // the type that Connect gives dates, times and timestamps
  private static String dateToPlain(Schema schema, Date date) {
    Instant instant = date.toInstant();
    String logicalType = schema == null ? null : schema.name();
    if (org.apache.kafka.connect.data.Date.LOGICAL_NAME.equals(logicalType)) {
      return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }
    if (Time.LOGICAL_NAME.equals(logicalType)) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofInstant(instant, ZoneOffset.UTC));
    }
    return instant.toString();
  }

  /**
   * The schemaless Connect form of a plain value. Connect has no schemaless decimal: whole numbers
   * within 64 bits stay exact, every other number becomes the nearest double.
   */
  public static Object toSchemaless(Object plain) {
    if (plain instanceof Map<?, ?> map) {
      Map<String, Object> connect = new LinkedHashMap<>(map.size() * 2);
      map.forEach((key, value) -> connect.put((String) key, toSchemaless(value)));
      return connect;
    }
    if (plain instanceof List<?> list) {
      List<Object> connect = new ArrayList<>(list.size());
      list.forEach(element -> connect.add(toSchemaless(element)));
      return connect;
    }
    if (plain instanceof Integer number) {
      return number.longValue();
    }
    if (plain instanceof BigDecimal number) {
      return number.doubleValue();
    }
    if (plain instanceof BigInteger number) {
      return number.doubleValue();
    }
    return plain;
  }
}
