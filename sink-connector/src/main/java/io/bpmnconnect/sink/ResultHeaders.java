package io.bpmnconnect.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/**
 * The headers of a result: what was done and what came of it, and those that its record is to be
 * found by.
 *
 * <p>Connect's header converter makes values of header bytes, and guesses their type by default:
 * {@code 007} comes as the number 7. Where a header's value is still what came of the original's
 * bytes, the bytes are copied; where a transformation has set it, its text is written.
 */
final class ResultHeaders {

  static final String OPERATION = DeadLetterHeaders.OPERATION;
  static final String OUTCOME = "bpmn-outcome";

  private ResultHeaders() {}

  /**
   * The headers of a record's result.
   *
   * @param copied the names of the record's headers to copy
   */
  static Headers of(DeliveryReport report, Collection<String> copied) {
    Headers headers = new RecordHeaders();
    copied.forEach(name -> copy(report.record(), name, headers));
    report.operation().ifPresent(operation -> headers.add(OPERATION, utf8(operation.toString())));
    headers.add(OUTCOME, utf8(report.outcome().toString()));
    return headers;
  }

  private static void copy(SinkRecord record, String name, Headers copies) {
    Iterator<Header> headers = record.headers().allWithName(name);
    if (!headers.hasNext()) {
      return; // the usual case; also a header that a transformation has dropped
    }
    Iterator<byte[]> originals = originals(record, name).iterator();
    while (headers.hasNext()) {
      Header header = headers.next();
      Optional<byte[]> original =
          originals.hasNext() ? Optional.ofNullable(originals.next()) : Optional.empty();
      copies.add(name, original.filter(raw -> isValueOf(header, raw)).orElseGet(() -> raw(header)));
    }
  }

  private static List<byte[]> originals(SinkRecord record, String name) {
    Optional<Headers> headers = OriginalRecord.headers(record);
    if (headers.isEmpty()) {
      return List.of();
    }
    List<byte[]> values = new ArrayList<>();
    synchronized (headers.get()) { // DeadLetterHeaders changes them on another thread
      headers.get().headers(name).forEach(header -> values.add(header.value()));
    }
    return values;
  }

  /** Whether Connect's converters for text make the header's value of these bytes. */
  private static boolean isValueOf(Header header, byte[] raw) {
    String text = new String(raw, StandardCharsets.UTF_8);
    if (text.equals(header.value())) {
      return true;
    }
    try (SimpleHeaderConverter guessing = new SimpleHeaderConverter()) {
      SchemaAndValue guessed = guessing.toConnectHeader("", header.key(), raw);
      return Objects.equals(guessed.schema(), header.schema())
          && Objects.equals(guessed.value(), header.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] raw(Header header) {
    Object value = header.value();
    if (value == null) {
      return null;
    }
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return utf8(
        value instanceof String text ? text : Values.convertToString(header.schema(), value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
