package io.bpmnconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.engine.EngineCommand.CompleteJob;
import io.bpmnconnect.engine.EngineCommand.FailJob;
import io.bpmnconnect.engine.EngineCommand.JobCommand;
import io.bpmnconnect.engine.EngineCommand.ThrowJobError;
import io.bpmnconnect.engine.JobRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyParserTest {

  private static final ReplyParser PARSER =
      new ReplyParser(
          SourceSettings.parse(SourceConfigs.replying())
              .replies()
              .orElseThrow()
              .newValueConverter());

  /** A reply with headers, given as {@code name=value}; a value of {@code null} is a tombstone. */
  private static JobCommand parse(String value, String... headers) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("replies", 0, 1, null, value == null ? null : bytes(value));
    for (String header : headers) {
      String[] parts = header.split("=", 2);
      record.headers().add(parts[0], bytes(parts[1]));
    }
    return PARSER.parse(record);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aReplyWithTheHeaderOfItsJobCompletesIt() {
    assertThat(parse("{\"paid\":true}", "bpmn-job-key=7"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of("paid", true), Optional.empty()));
    assertThat(parse("{}", "bpmn-job-key=7", "bpmn-job-action=complete"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", ""})
  void aReplyWithoutAValueHasNoVariables(String value) {
    assertThat(parse(value.isEmpty() ? null : value, "bpmn-job-key=7"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty()));
  }

  @Test
  void whatIsNoObjectBecomesTheVariableValue() {
    assertThat(parse("[1,2]", "bpmn-job-key=7"))
        .isEqualTo(
            new CompleteJob(JobRef.of("7"), Map.of("value", List.of(1L, 2L)), Optional.empty()));
    assertThat(parse("\"text\"", "bpmn-job-key=7"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of("value", "text"), Optional.empty()));
  }

  @Test
  void variablesKeepNullsAndLargeNumbers() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("none", null);
    variables.put("key", 9007199254740993L);
    variables.put("list", Arrays.asList(1L, null));

    assertThat(
            parse("{\"none\":null,\"key\":9007199254740993,\"list\":[1,null]}", "bpmn-job-key=7"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), variables, Optional.empty()));
  }

  @Test
  void headersFailAJob() {
    assertThat(
            parse(
                "{\"code\":5}",
                "bpmn-job-key=7",
                "bpmn-job-action=fail",
                "bpmn-reply-retries=2",
                "bpmn-reply-retry-back-off=1000",
                "bpmn-reply-error-message=card declined, größer"))
        .isEqualTo(
            new FailJob(
                JobRef.of("7"),
                2,
                Optional.of("card declined, größer"),
                Duration.ofSeconds(1),
                Map.of("code", 5L)));
  }

  @Test
  void aFailureLeavesOneRetryLessThanTheJobHad() {
    assertThat(parse(null, "bpmn-job-key=7", "bpmn-job-action=fail", "bpmn-job-retries=3"))
        .isEqualTo(new FailJob(JobRef.of("7"), 2, Optional.empty(), Duration.ZERO, Map.of()));
    assertThat(parse(null, "bpmn-job-key=7", "bpmn-job-action=fail", "bpmn-job-retries=0"))
        .isEqualTo(new FailJob(JobRef.of("7"), 0, Optional.empty(), Duration.ZERO, Map.of()));
    assertThat(
            parse(
                null,
                "bpmn-job-key=7",
                "bpmn-job-action=fail",
                "bpmn-job-retries=3",
                "bpmn-reply-retries=0"))
        .as("what the worker says counts more")
        .isEqualTo(new FailJob(JobRef.of("7"), 0, Optional.empty(), Duration.ZERO, Map.of()));
    assertThat(parse("{\"jobKey\":\"7\",\"action\":\"fail\"}", "bpmn-job-retries=3"))
        .isEqualTo(new FailJob(JobRef.of("7"), 2, Optional.empty(), Duration.ZERO, Map.of()));
  }

  @Test
  void theRetriesOfTheJobMatterToNothingButAFailure() {
    assertThat(parse(null, "bpmn-job-key=7", "bpmn-job-retries=many"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty()));
  }

  @Test
  void headersThrowAnError() {
    assertThat(
            parse(
                "{\"a\":1}",
                "bpmn-job-key=7",
                "bpmn-job-action=error",
                "bpmn-reply-error-code=DECLINED",
                "bpmn-reply-error-message=no"))
        .isEqualTo(
            new ThrowJobError(JobRef.of("7"), "DECLINED", Optional.of("no"), Map.of("a", 1L)));
  }

  @Test
  void ofSeveralHeadersWithOneNameTheLastCounts() {
    assertThat(parse(null, "bpmn-job-key=6", "bpmn-job-key=7"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty()));
  }

  @Test
  void anEnvelopeCompletesAJob() {
    assertThat(parse("{\"jobKey\":\"7\",\"variables\":{\"paid\":true}}"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of("paid", true), Optional.empty()));
    assertThat(parse("{\"jobKey\":2251799813685249}"))
        .isEqualTo(new CompleteJob(JobRef.of("2251799813685249"), Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"action\":null,\"variables\":null,\"errorCode\":null}"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty()));
  }

  @Test
  void anEnvelopeFailsAJob() {
    assertThat(
            parse(
                "{\"jobKey\":\"7\",\"action\":\"fail\",\"retries\":2,\"retryBackOff\":1000,"
                    + "\"errorMessage\":\"declined\",\"variables\":{\"a\":1}}"))
        .isEqualTo(
            new FailJob(
                JobRef.of("7"),
                2,
                Optional.of("declined"),
                Duration.ofSeconds(1),
                Map.of("a", 1L)));
    assertThat(parse("{\"jobKey\":\"7\",\"action\":\"fail\",\"retries\":\"2\"}"))
        .isEqualTo(new FailJob(JobRef.of("7"), 2, Optional.empty(), Duration.ZERO, Map.of()));
  }

  @Test
  void anEnvelopeThrowsAnError() {
    assertThat(parse("{\"jobKey\":\"7\",\"action\":\"error\",\"errorCode\":\"DECLINED\"}"))
        .isEqualTo(new ThrowJobError(JobRef.of("7"), "DECLINED", Optional.empty(), Map.of()));
  }

  @Test
  void anEnvelopeHandsOnTheResultOfAListener() {
    assertThat(
            parse(
                "{\"jobKey\":\"7\",\"result\":{\"denied\":true,\"deniedReason\":\"too late\","
                    + "\"corrections\":{\"assignee\":null,\"priority\":80}}}"))
        .isEqualTo(
            new CompleteJob(
                JobRef.of("7"),
                Map.of(),
                Optional.of(
                    Map.of(
                        "denied",
                        true,
                        "deniedReason",
                        "too late",
                        "corrections",
                        nullable("assignee", null, "priority", 80L)))));
  }

  private static Map<String, Object> nullable(Object... namesAndValues) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  @Test
  void theLeaseIsHandedOnWhateverTheAction() {
    Optional<String> lease = Optional.of("l-1");
    assertThat(parse(null, "bpmn-job-key=7", "bpmn-job-lease=l-1"))
        .isEqualTo(
            new CompleteJob(new JobRef("7", Optional.empty(), lease), Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"leaseToken\":\"l-1\"}"))
        .isEqualTo(
            new CompleteJob(new JobRef("7", Optional.empty(), lease), Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\"}", "bpmn-job-lease=l-1"))
        .as("an envelope from a worker that copied the job's other headers")
        .isEqualTo(
            new CompleteJob(new JobRef("7", Optional.empty(), lease), Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"leaseToken\":\"l-2\"}", "bpmn-job-lease=l-1"))
        .isEqualTo(
            new CompleteJob(
                new JobRef("7", Optional.empty(), Optional.of("l-2")), Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"action\":\"fail\",\"retries\":1,\"leaseToken\":\"l-1\"}"))
        .isEqualTo(
            new FailJob(
                new JobRef("7", Optional.empty(), lease),
                1,
                Optional.empty(),
                Duration.ZERO,
                Map.of()));
    assertThat(
            parse(
                null,
                "bpmn-job-key=7",
                "bpmn-job-lease=l-1",
                "bpmn-job-action=error",
                "bpmn-reply-error-code=E"))
        .isEqualTo(
            new ThrowJobError(
                new JobRef("7", Optional.empty(), lease), "E", Optional.empty(), Map.of()));
  }

  @Test
  void theWorkerIsHandedOnWhateverTheAction() {
    JobRef job = new JobRef("7", Optional.of("w-1"), Optional.empty());
    assertThat(parse(null, "bpmn-job-key=7", "bpmn-job-worker=w-1"))
        .isEqualTo(new CompleteJob(job, Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"worker\":\"w-1\"}"))
        .isEqualTo(new CompleteJob(job, Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\"}", "bpmn-job-worker=w-1"))
        .as("an envelope from a worker that copied the job's other headers")
        .isEqualTo(new CompleteJob(job, Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"worker\":\"w-1\"}", "bpmn-job-worker=w-2"))
        .isEqualTo(new CompleteJob(job, Map.of(), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"action\":\"fail\",\"retries\":1,\"worker\":\"w-1\"}"))
        .isEqualTo(new FailJob(job, 1, Optional.empty(), Duration.ZERO, Map.of()));
    assertThat(
            parse(
                null,
                "bpmn-job-key=7",
                "bpmn-job-worker=w-1",
                "bpmn-job-lease=l-1",
                "bpmn-job-action=error",
                "bpmn-reply-error-code=E"))
        .isEqualTo(
            new ThrowJobError(
                new JobRef("7", Optional.of("w-1"), Optional.of("l-1")),
                "E",
                Optional.empty(),
                Map.of()));
  }

  @Test
  void whatATypedFormatWritesForFieldsThatAreNotSetDoesNotMatter() {
    assertThat(
            parse(
                "{\"jobKey\":\"7\",\"action\":\"complete\",\"retries\":0,\"retryBackOff\":0,"
                    + "\"errorMessage\":\"\",\"errorCode\":\"\",\"worker\":\"\",\"leaseToken\":\"\"}"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of(), Optional.empty()));
  }

  @Test
  void anEnvelopeBesideTheHeaderOfItsJobIsNotTakenForVariables() {
    assertThatThrownBy(
            () -> parse("{\"jobKey\":\"7\",\"action\":\"fail\",\"retries\":1}", "bpmn-job-key=7"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "it has the header bpmn-job-key and an envelope; leave out the header, or put nothing"
                + " but variables in the value");
    assertThat(parse("{\"jobKey\":\"8\"}", "bpmn-job-key=7"))
        .isEqualTo(new CompleteJob(JobRef.of("7"), Map.of("jobKey", "8"), Optional.empty()));
    assertThat(parse("{\"jobKey\":\"7\",\"orderId\":1}", "bpmn-job-key=7"))
        .isEqualTo(
            new CompleteJob(
                JobRef.of("7"), Map.of("jobKey", "7", "orderId", 1L), Optional.empty()));
  }

  private static final String MALFORMED_ENVELOPES =
      """
      [1] | it has neither the header bpmn-job-key nor an object with a jobKey
      "text" | it has neither the header bpmn-job-key nor an object with a jobKey
      5 | it has neither the header bpmn-job-key nor an object with a jobKey
      null | it has neither the header bpmn-job-key nor an object with a jobKey
      {} | jobKey is missing, or not text
      {"jobKey":null} | jobKey is missing, or not text
      {"jobKey":""} | jobKey is missing, or not text
      {"jobKey":true} | jobKey is missing, or not text
      {"jobKey":1.5} | jobKey is missing, or not text
      {"jobKey":{"a":1}} | jobKey is missing, or not text
      {"jobKey":"7","vars":{}} | unknown field vars; <fields>
      {"b":1,"jobKey":"7","a":1} | unknown field a, b; <fields>
      {"jobKey":"7","action":"finish"} | unknown action "finish"; it is complete, fail or error
      {"jobKey":"7","action":"Complete"} | unknown action "Complete"; it is complete, fail or error
      {"jobKey":"7","action":""} | unknown action ""; it is complete, fail or error
      {"jobKey":"7","action":1} | action must be text
      {"jobKey":"7","action":"fail"} | action fail needs retries, or the job's header bpmn-job-retries to leave one less
      {"jobKey":"7","action":"fail","retries":-1} | retries <count>, was -1
      {"jobKey":"7","action":"fail","retries":1.5} | retries <count>, was 1.5
      {"jobKey":"7","action":"fail","retries":"two"} | retries <count>, was two
      {"jobKey":"7","action":"fail","retries":2147483648} | retries <count>, was 2147483648
      {"jobKey":"7","action":"fail","retries":"1e99999999"} | retries <count>, was 1e99999999
      {"jobKey":"7","action":"fail","retries":true} | retries <count>, was true
      {"jobKey":"7","action":"fail","retries":1,"retryBackOff":-5} | retryBackOff <count>, was -5
      {"jobKey":"7","action":"fail","retries":1,"retryBackOff":"PT1S"} | retryBackOff <count>, was PT1S
      {"jobKey":"7","action":"fail","retries":1,"errorMessage":{}} | errorMessage must be text
      {"jobKey":"7","action":"error"} | action error needs an errorCode
      {"jobKey":"7","action":"error","errorCode":" "} | action error needs an errorCode
      {"jobKey":"7","action":"error","errorCode":404} | errorCode must be text
      {"jobKey":"7","variables":[1]} | variables must be an object
      {"jobKey":"7","variables":"paid"} | variables must be an object
      {"jobKey":"7","result":true} | result must be an object
      {"jobKey":"7","worker":5} | worker must be text
      {"jobKey":"7","leaseToken":5} | leaseToken must be text
      {"jobKey":"7","errorMessage":"no"} | action complete takes no errorMessage; it is for fail or error
      {"jobKey":"7","action":"complete","errorCode":"E"} | action complete takes no errorCode; it is for error
      {"jobKey":"7","action":"fail","retries":1,"errorCode":"E"} | action fail takes no errorCode; it is for error
      {"jobKey":"7","action":"fail","retries":1,"result":{}} | action fail takes no result; it is for complete
      {"jobKey":"7","action":"error","errorCode":"E","result":{}} | action error takes no result; it is for complete
      """;

  private static final String MALFORMED_HEADERS =
      """
      bpmn-job-key=,bpmn-job-action=complete | jobKey is missing, or not text
      bpmn-job-key=7,bpmn-job-action=done | unknown action "done"; it is complete, fail or error
      bpmn-job-key=7,bpmn-job-action=fail | action fail needs retries, or the job's header bpmn-job-retries to leave one less
      bpmn-job-key=7,bpmn-job-action=fail,bpmn-reply-retries=x | retries <count>, was x
      bpmn-job-key=7,bpmn-job-action=fail,bpmn-job-retries=x | bpmn-job-retries <count>, was x
      bpmn-job-key=7,bpmn-job-action=error | action error needs an errorCode
      bpmn-job-key=7,bpmn-reply-error-code=E | action complete takes no errorCode; it is for error
      bpmn-job-key=7,bpmn-reply-error-message=no | action complete takes no errorMessage; it is for fail or error
      bpmn-job-action=complete | it has neither the header bpmn-job-key nor an object with a jobKey
      """;

  private static Stream<Arguments> rows(String table) {
    return table
        .lines()
        .map(row -> row.split(" \\| ", 2))
        .map(
            row ->
                Arguments.of(
                    row[0],
                    row[1]
                        .replace(
                            "<fields>",
                            "an envelope has jobKey, action, variables, result, errorMessage, retries,"
                                + " retryBackOff, errorCode, worker, leaseToken")
                        .replace("<count>", "must be a whole number between 0 and 2147483647")));
  }

  static Stream<Arguments> malformedEnvelopes() {
    return rows(MALFORMED_ENVELOPES);
  }

  /** Those that are wrong whatever the headers: retries can be left to one. */
  static Stream<Arguments> envelopesThatAreNeverRight() {
    return malformedEnvelopes()
        .filter(row -> !row.get()[1].toString().startsWith("action fail needs retries"));
  }

  @ParameterizedTest
  @MethodSource("malformedEnvelopes")
  void aMalformedEnvelopeIsRefusedWithItsReason(String value, String reason) {
    assertThatThrownBy(() -> parse(value)).isInstanceOf(DataException.class).hasMessage(reason);
  }

  static Stream<Arguments> malformedHeaders() {
    return rows(MALFORMED_HEADERS);
  }

  @ParameterizedTest
  @MethodSource("malformedHeaders")
  void malformedHeadersAreRefusedWithTheirReason(String headers, String reason) {
    assertThatThrownBy(() -> parse("5", headers.split(",")))
        .isInstanceOf(DataException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "not json", "{\"jobKey\":}"})
  void whatIsNoJsonIsRefused(String value) {
    assertThatThrownBy(() -> parse(value)).isInstanceOf(KafkaException.class);
    assertThatThrownBy(() -> parse(value, "bpmn-job-key=7")).isInstanceOf(KafkaException.class);
  }

  @Test
  void aConverterThatThrowsWhateverItLikesMakesTheReplyUnreadableAndNothingWorse() {
    ReplyParser parser =
        new ReplyParser(
            new ThrowingConverter(
                bytes -> {
                  throw new IllegalArgumentException("unknown magic byte");
                }));

    assertThatThrownBy(
            () -> parser.parse(new ConsumerRecord<>("replies", 0, 1, null, new byte[] {9})))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "its value cannot be converted: java.lang.IllegalArgumentException: unknown magic"
                + " byte");
  }

  private record ThrowingConverter(Function<byte[], SchemaAndValue> read) implements Converter {
    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      // needs nothing
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
      return read.apply(value);
    }
  }

  @Test
  void theReasonQuotesNoMoreThanTheBeginningOfWhatItRefuses() {
    String secret = "x".repeat(100) + "secret";

    for (String value :
        List.of(
            "{\"jobKey\":\"7\",\"action\":\"" + secret + "\"}",
            "{\"jobKey\":\"7\",\"action\":\"fail\",\"retries\":\"" + secret + "\"}",
            "{\"jobKey\":\"7\",\"" + secret + "\":1}")) {
      assertThatThrownBy(() -> parse(value)).message().contains("xxx…").doesNotContain("secret");
    }
  }
}
