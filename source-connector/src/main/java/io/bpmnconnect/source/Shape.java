package io.bpmnconnect.source;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of the values at one place: their type, as far as one type has room for all of
 * them. Immutable.
 *
 * <p>The order in which values are seen makes no difference to the outcome, nor to the order of
 * fields: two tasks that have seen the same come to the same shape, unless all fields together are
 * too many.
 */
sealed interface Shape {

  /** The most fields of one object; one with more is most likely a map, its names being data. */
  int MOST_FIELDS = 200;

  /** The most fields of all objects together. */
  int MOST_FIELDS_IN_ALL = 1_000;

  /** How deep objects and lists may lie in one another. */
  int DEEPEST = 20;

  /** A shape without parts. */
  enum Scalar implements Shape {
    /** Only nulls have been seen. */
    UNKNOWN,
    BOOLEAN,
    /** Whole numbers of 64 bits. */
    LONG,
    /** All other numbers, and whole ones among them. */
    DOUBLE,
    TEXT,
    /** Anything, as a JSON text. */
    JSON
  }

  /** Lists; of one shape for all elements. */
  record ListOf(Shape element) implements Shape {}

  /** Objects; each may have some of the fields. */
  record ObjectOf(SortedMap<String, Shape> fields) implements Shape {}

  /** The shape of one plain value. */
  static Shape of(Object plain) {
    return of(plain, DEEPEST);
  }

  private static Shape of(Object plain, int depth) {
    if (plain == null) {
      return Scalar.UNKNOWN;
    }
    if (plain instanceof Boolean) {
      return Scalar.BOOLEAN;
    }
    if (plain instanceof Integer || plain instanceof Long) {
      return Scalar.LONG;
    }
    if (plain instanceof BigInteger number) {
      return number.bitLength() < Long.SIZE ? Scalar.LONG : Scalar.DOUBLE;
    }
    if (plain instanceof Number) {
      return Scalar.DOUBLE;
    }
    if (depth > 0 && plain instanceof List<?> list) {
      Shape element = Scalar.UNKNOWN;
      for (Object value : list) {
        element = element.with(of(value, depth - 1));
      }
      return new ListOf(element);
    }
    if (depth > 0 && plain instanceof Map<?, ?> map) {
      SortedMap<String, Shape> fields = new TreeMap<>();
      map.forEach((name, value) -> fields.put((String) name, of(value, depth - 1)));
      return object(fields);
    }
    return plain instanceof String ? Scalar.TEXT : Scalar.JSON;
  }

  /** Connect knows no field without a name. */
  private static Shape object(SortedMap<String, Shape> fields) {
    return fields.size() > MOST_FIELDS || fields.containsKey("")
        ? Scalar.JSON
        : new ObjectOf(fields);
  }

  /** The shape that has room for the values of both. */
  default Shape with(Shape other) {
    if (equals(other) || other == Scalar.UNKNOWN) {
      return this;
    }
    if (this == Scalar.UNKNOWN) {
      return other;
    }
    if (isNumber() && other.isNumber()) {
      return Scalar.DOUBLE;
    }
    if (this instanceof ListOf list && other instanceof ListOf more) {
      return new ListOf(list.element().with(more.element()));
    }
    if (this instanceof ObjectOf object && other instanceof ObjectOf more) {
      SortedMap<String, Shape> fields = new TreeMap<>(object.fields());
      more.fields().forEach((name, shape) -> fields.merge(name, shape, Shape::with));
      return object(fields);
    }
    return Scalar.JSON;
  }

  private boolean isNumber() {
    return this == Scalar.LONG || this == Scalar.DOUBLE;
  }

  /** The same with so many of the largest parts turned to JSON that no limit is exceeded. */
  default Shape bounded() {
    Shape bounded = this;
    while (bounded.size() > MOST_FIELDS_IN_ALL) {
      bounded = bounded.withoutLargest();
    }
    return bounded;
  }

  /** How many fields there are in all. */
  private int size() {
    if (this instanceof ListOf list) {
      return list.element().size();
    }
    return this instanceof ObjectOf object
        ? object.fields().values().stream().mapToInt(field -> 1 + field.size()).sum()
        : 0;
  }

  /** Of objects too large together, the largest field goes first; of equals, the first by name. */
  private Shape withoutLargest() {
    if (!(this instanceof ObjectOf object)) {
      return Scalar.JSON;
    }
    String largest = null;
    for (String name : object.fields().keySet()) {
      if (largest == null
          || object.fields().get(name).size() > object.fields().get(largest).size()) {
        largest = name;
      }
    }
    SortedMap<String, Shape> fields = new TreeMap<>(object.fields());
    fields.put(largest, Scalar.JSON);
    return new ObjectOf(fields);
  }
}
