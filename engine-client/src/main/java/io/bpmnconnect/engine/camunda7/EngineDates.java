package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.rest.JsonReads;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The one form of dates that the API knows. Stateless. */
final class EngineDates {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");

  private EngineDates() {}

  /** Such as {@code 2026-11-21T08:15:00.000+0000}. */
  static String format(Instant time) {
    return FORM.format(time.atOffset(ZoneOffset.UTC));
  }

  static Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text, FORM).toInstant();
    } catch (DateTimeParseException e) {
      throw JsonReads.unreadable("\"" + text + "\" is no time of its form", e);
    }
  }
}
