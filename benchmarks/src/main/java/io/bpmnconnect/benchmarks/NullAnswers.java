package io.bpmnconnect.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the {@link NullEngine} answers to a request. */
final class NullAnswers {

  private static final byte[] TOPOLOGY =
      json(
          """
          {"brokers":[],"clusterSize":1,"partitionsCount":1,"replicationFactor":1,\
          "gatewayVersion":"8.6.0"}""");
  private static final byte[] PROCESS_INSTANCE =
      json(
          """
          {"processDefinitionId":"null","processDefinitionVersion":1,\
          "processDefinitionKey":2251799813685249,"processInstanceKey":2251799813685250,\
          "variables":{},"tenantId":"<default>"}""");
  private static final byte[] MESSAGE =
      json(
          """
          {"messageKey":2251799813685251,"tenantId":"<default>"}""");
  private static final byte[] SETTLED = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1);
  private static final Pattern WANTED = Pattern.compile("\"maxJobsToActivate\":(\\d+)");
  private static final Pattern TYPE = Pattern.compile("\"type\":\"([^\"]*)\"");
  private static final String JOB_AFTER_KEY =
      """
      ,"type":"%s","processInstanceKey":2251799813685250,\
      "processDefinitionKey":2251799813685249,"processDefinitionId":"null",\
      "processDefinitionVersion":1,"elementId":"task","elementInstanceKey":2251799813685251,\
      "customHeaders":{},"worker":"w","retries":3,"deadline":4102444800000,\
      "variables":{"orderId":"o-1","amount":42},"tenantId":"<default>"}""";

  /** A job that has the key of another would be taken for the same. */
  private static final AtomicLong KEYS = new AtomicLong(2251799813685300L);

  private NullAnswers() {}

  /** Whether the request asks for work, and not for jobs or the topology. */
  static boolean isCommand(String request) {
    return request.startsWith("POST ") && !isActivation(request);
  }

  private static boolean isActivation(String request) {
    return request.startsWith("POST /v2/jobs/activation ");
  }

  static byte[] to(String request) {
    if (request.startsWith("POST /v2/messages/publication")) {
      return MESSAGE;
    }
    if (request.startsWith("POST /v2/process-instances")) {
      return PROCESS_INSTANCE;
    }
    if (isActivation(request)) {
      return json(jobs(request));
    }
    return request.startsWith("GET ") ? TOPOLOGY : SETTLED;
  }

  /** As many jobs as are asked for: of each type there are always more. */
  private static String jobs(String request) {
    Matcher wanted = WANTED.matcher(request);
    Matcher type = TYPE.matcher(request);
    if (!wanted.find() || !type.find()) {
      throw new IllegalArgumentException("this does not ask for jobs: " + request);
    }
    String afterKey = JOB_AFTER_KEY.formatted(type.group(1));
    return IntStream.range(0, Integer.parseInt(wanted.group(1)))
        .mapToObj(job -> "{\"jobKey\":" + KEYS.incrementAndGet() + afterKey)
        .collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
  }

  private static byte[] json(String body) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(ISO_8859_1);
  }
}
