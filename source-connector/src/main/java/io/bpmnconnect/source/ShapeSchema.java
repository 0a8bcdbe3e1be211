package io.bpmnconnect.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Connect schemas of shapes, and the Connect form of values of that shape. */
final class ShapeSchema {

  private ShapeSchema() {}

  /**
   * The schema of a known shape. Everything inside is optional. Each struct inside has a name of
   * its own, made of the path to it: Avro needs one.
   */
  static SchemaBuilder builder(Shape shape, String name) {
    if (shape instanceof Shape.ObjectOf object) {
      SchemaBuilder struct = SchemaBuilder.struct().name(name);
      object
          .fields()
          .forEach(
              (field, inside) ->
                  optional(inside, name + "." + legal(field))
                      .ifPresent(schema -> struct.field(field, schema)));
      return struct;
    }
    if (shape instanceof Shape.ListOf list) {
      return SchemaBuilder.array(
          optional(list.element(), name)
              .orElseThrow(() -> new IllegalArgumentException("a list of nothing known")));
    }
    return switch ((Shape.Scalar) shape) {
      case BOOLEAN -> SchemaBuilder.bool();
      case LONG -> SchemaBuilder.int64();
      case DOUBLE -> SchemaBuilder.float64();
      case TEXT -> SchemaBuilder.string();
      case JSON -> SchemaBuilder.string().name(JobStruct.JSON);
      case UNKNOWN -> throw new IllegalArgumentException("nothing known");
    };
  }

  /** Empty as long as only nulls and empty lists are known. */
  private static Optional<Schema> optional(Shape shape, String name) {
    return isKnown(shape) ? Optional.of(builder(shape, name).optional().build()) : Optional.empty();
  }

  private static boolean isKnown(Shape shape) {
    return shape instanceof Shape.ListOf list
        ? isKnown(list.element())
        : shape != Shape.Scalar.UNKNOWN;
  }

  /** The Connect form of a plain value; the shape must have room for it. */
  static Object value(Shape shape, Schema schema, Object plain) {
    if (shape == Shape.Scalar.JSON) {
      return plain == null && schema.isOptional() ? null : JobJson.write(plain);
    }
    if (plain == null) {
      return null;
    }
    if (shape instanceof Shape.ObjectOf object) {
      Struct struct = new Struct(schema);
      for (Field field : schema.fields()) {
        Object value = ((Map<?, ?>) plain).get(field.name());
        struct.put(field, value(object.fields().get(field.name()), field.schema(), value));
      }
      return struct;
    }
    if (shape instanceof Shape.ListOf list) {
      List<Object> elements = new ArrayList<>();
      for (Object element : (List<?>) plain) {
        elements.add(value(list.element(), schema.valueSchema(), element));
      }
      return elements;
    }
    return switch ((Shape.Scalar) shape) {
      case LONG -> ((Number) plain).longValue();
      case DOUBLE -> ((Number) plain).doubleValue();
      default -> plain;
    };
  }

  /**
   * A part of a schema's name that Avro takes: letters, digits and underscores. A name that had to
   * be changed gets its hash, so that it stays another one.
   */
  static String legal(String name) {
    String legal = name.replaceAll("[^A-Za-z0-9_]", "_");
    if (legal.equals(name) && !Character.isDigit(name.charAt(0))) {
      return name;
    }
    return "_" + legal + "_" + Integer.toHexString(name.hashCode());
  }
}
