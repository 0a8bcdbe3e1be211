package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/**
 * The headers that make a job's record a CloudEvent 1.0 in the binary mode of its Kafka binding,
 * with its extension for distributed tracing.
 *
 * <p>Source and id name one event: an activation of one job of one process.
 */
final class CloudEventHeaders {

  private static final String TYPE = "io.bpmnconnect.job.activated";

  private CloudEventHeaders() {}

  static void add(Headers headers, ActivatedJob job, Instant activated) {
    headers.addString("ce_specversion", "1.0");
    headers.addString("ce_id", job.key() + "-" + activated.toEpochMilli());
    headers.addString("ce_source", "/processes/" + inUri(job.processDefinitionId()));
    headers.addString("ce_type", TYPE);
    headers.addString("ce_subject", job.type());
    headers.addString("ce_time", activated.toString());
    // The binding's name for datacontenttype; a converter other than JSON needs another one.
    headers.addString("content-type", "application/json");
    copy(headers, JobHeaders.TRACE_PARENT);
    copy(headers, JobHeaders.TRACE_STATE);
  }

  private static void copy(Headers headers, String name) {
    Header header = headers.lastWithName(name);
    if (header != null) {
      headers.addString("ce_" + name, (String) header.value());
    }
  }

  private static String inUri(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
