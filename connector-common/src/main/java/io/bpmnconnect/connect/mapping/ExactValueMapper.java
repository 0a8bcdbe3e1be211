package io.bpmnconnect.connect.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.feel.impl.JavaValueMapper;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValDate;
import org.camunda.feel.syntaxtree.ValDateTime;
import org.camunda.feel.syntaxtree.ValDayTimeDuration;
import org.camunda.feel.syntaxtree.ValFunction;
import org.camunda.feel.syntaxtree.ValLocalDateTime;
import org.camunda.feel.syntaxtree.ValLocalTime;
import org.camunda.feel.syntaxtree.ValNumber;
import org.camunda.feel.syntaxtree.ValTime;
import org.camunda.feel.syntaxtree.ValYearMonthDuration;
import org.camunda.feel.valuemapper.CustomValueMapper;
import org.camunda.feel.valuemapper.JavaCustomValueMapper;
import org.camunda.feel.valuemapper.ValueMapper;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Takes FEEL results out as plain values: numbers keep every digit (feel-engine would make a double
 * of them), dates, times and durations become their ISO 8601 text, seconds always included.
 *
 * <p>A function is no value, and nothing but an object of feel-engine could stand for it. What an
 * object names, as in {@code {twice: function(n) n * 2, total: twice(3)}}, is not among its values
 * and does not get here: it helps the others, and is left out, as the engine itself does.
 */
final class ExactValueMapper extends JavaCustomValueMapper {

  /** A mapper of Java values, with this one before feel-engine's own. */
  static ValueMapper withJavaValues() {
    CustomValueMapper exact = new ExactValueMapper();
    return new ValueMapper.CompositeValueMapper(
        CollectionConverters.asScala(List.of(exact, new JavaValueMapper())).toList());
  }

  /** Above feel-engine's own mapper for Java values. */
  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Optional<Val> toValue(Object value, Function<Object, Val> inner) {
    return Optional.empty();
  }

  @Override
  public Optional<Object> unpackValue(Val value, Function<Val, Object> inner) {
    if (value instanceof ValNumber number) {
      return Optional.of(number(number.value().bigDecimal()));
    }
    if (value instanceof ValDate date) {
      return Optional.of(date.value().toString());
    }
    if (value instanceof ValLocalDateTime dateTime) {
      return Optional.of(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(dateTime.value()));
    }
    if (value instanceof ValDateTime dateTime) {
      return Optional.of(DateTimeFormatter.ISO_ZONED_DATE_TIME.format(dateTime.value()));
    }
    if (value instanceof ValTime time) {
      return Optional.of(
          DateTimeFormatter.ISO_OFFSET_TIME.format(
              time.value().time().atOffset(time.value().offset())));
    }
    if (value instanceof ValLocalTime time) {
      return Optional.of(DateTimeFormatter.ISO_LOCAL_TIME.format(time.value()));
    }
    if (value instanceof ValDayTimeDuration duration) {
      return Optional.of(duration.value().toString());
    }
    if (value instanceof ValYearMonthDuration duration) {
      return Optional.of(duration.value().toString());
    }
    if (value instanceof ValFunction) {
      throw new MappingException("a function is not a value");
    }
    return Optional.empty();
  }

  /**
   * A number as the interpreter would give it, for who reads one without it; empty for what is not
   * a number to FEEL: NaN and the infinities.
   */
  static Optional<Number> number(Number value) {
    if (value instanceof BigDecimal exact) {
      return Optional.of(number(exact));
    }
    if (value instanceof BigInteger whole) {
      return Optional.of(number(new BigDecimal(whole)));
    }
    if (value instanceof Double || value instanceof Float) {
      return Double.isFinite(value.doubleValue())
          ? Optional.of(number(new BigDecimal(value.toString())))
          : Optional.empty();
    }
    return Optional.of(value.longValue());
  }

  private static Number number(BigDecimal exact) {
    if (exact.scale() <= 0 && exact.precision() - exact.scale() <= 18) {
      return exact.longValue();
    }
    if (exact.stripTrailingZeros().scale() <= 0) {
      return integer(exact);
    }
    return exact;
  }

  private static Number integer(BigDecimal whole) {
    try {
      return whole.longValueExact();
    } catch (ArithmeticException wide) {
      return whole.scale() > 0 ? whole.setScale(0) : whole;
    }
  }
}
