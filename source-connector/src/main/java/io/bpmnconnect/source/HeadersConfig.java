package io.bpmnconnect.source;

import io.bpmnconnect.connect.config.Checks;
import io.bpmnconnect.connect.config.Problems;
import io.bpmnconnect.connect.mapping.MappedField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The headers of every job record.
 *
 * @param additional those beside the connector's own; a header that the connector has, too, takes
 *     its place
 */
record HeadersConfig(List<Additional> additional, HeadersFormat format) {

  /** A header by its name, and the field that its value comes from. */
  record Additional(String name, MappedField value) {}

  static final String HEADERS = "headers";
  static final String FORMAT = "headers.format";

  private static final String PREFIX = HEADERS + ".";
  private static final String VALUE = ".value";

  /** Connect's own key for how headers are written. */
  private static final String HEADER_CONVERTER = "header.converter";

  /** Converters that would not write a header's text as it is, and what they would do. */
  private static final Map<String, String> NOT_PLAIN =
      Map.of(
          "org.apache.kafka.connect.json.JsonConverter", "JsonConverter would put it in quotes",
          "org.apache.kafka.connect.converters.ByteArrayConverter",
              "ByteArrayConverter takes no text");

  private static final int ORDER = 20;

  static ConfigDef define(ConfigDef def) {
    int order = ORDER;
    return def.define(
            HEADERS,
            Type.LIST,
            List.of(),
            Importance.LOW,
            "Names of additional headers. The value of each is given by `headers.<name>.value`: a"
                + " literal, or a FEEL expression over `job`, such as"
                + " `headers.region.value==job.variables.region`. A header whose expression gives"
                + " null is left out.",
            RecordConfig.GROUP,
            ++order,
            Width.LONG,
            "Additional headers")
        .define(
            FORMAT,
            Type.STRING,
            "bpmn",
            Checks.oneOf(HeadersFormat.class),
            Importance.LOW,
            "`bpmn`: the headers that a reply needs, and the job's other metadata. `cloudevents`:"
                + " beside them, those of a CloudEvent 1.0 in binary mode.",
            RecordConfig.GROUP,
            ++order,
            Width.SHORT,
            "Headers format");
  }

  /** Adds the keys of the headers that this configuration names. */
  static void defineNamed(ConfigDef def, Map<String, String> config) {
    int order = ORDER + 10;
    for (String name : JobTypes.named(config.getOrDefault(HEADERS, ""))) {
      String key = PREFIX + name + VALUE;
      def.define(
          key,
          Type.STRING,
          null,
          Checks.expression(RecordConfig.NAMES),
          Importance.LOW,
          "The value of the additional header \"" + name + "\".",
          RecordConfig.GROUP,
          ++order,
          Width.LONG,
          "Header " + name);
    }
  }

  /** Reads the headers. What does not fit together is added to the problems. */
  static HeadersConfig from(AbstractConfig config, Problems problems) {
    List<String> names = config.getList(HEADERS).stream().distinct().toList();
    List<Additional> additional = new ArrayList<>();
    for (String name : names) {
      String key = PREFIX + name + VALUE;
      if (name.isBlank()) {
        problems.add(HEADERS, "must not hold an empty name");
      } else if (name.startsWith(JobHeaders.PREFIX)) {
        problems.add(
            HEADERS,
            "must not name " + name + ": headers that begin with bpmn- are the connector's own");
      } else if (config.values().get(key) == null) {
        problems.add(key, "is required, since " + HEADERS + " names " + name);
      } else {
        additional.add(new Additional(name, RecordConfig.mapped(config, key)));
      }
    }
    refuseUnknownKeys(config, names, problems);
    refuseConverter(config, problems);
    return new HeadersConfig(
        List.copyOf(additional), Checks.constant(HeadersFormat.class, config.getString(FORMAT)));
  }

  private static void refuseUnknownKeys(
      AbstractConfig config, List<String> names, Problems problems) {
    Set<String> known = config.values().keySet();
    for (String key : new TreeSet<>(config.originals().keySet())) {
      if (key.startsWith(PREFIX) && !known.contains(key)) {
        problems.add(
            key,
            "is not a key of an additional header; "
                + HEADERS
                + " names "
                + (names.isEmpty() ? "none" : String.join(", ", names))
                + ", and each has "
                + PREFIX
                + "<name>"
                + VALUE);
      }
    }
  }

  /** Workers and replies need the job key as it is. */
  private static void refuseConverter(AbstractConfig config, Problems problems) {
    Object converter = config.originals().get(HEADER_CONVERTER);
    String why = converter == null ? null : NOT_PLAIN.get(converter.toString());
    if (why != null) {
      problems.add(
          HEADER_CONVERTER,
          "must write a header's text as it is, but "
              + why
              + "; use org.apache.kafka.connect.storage.SimpleHeaderConverter, or remove the key");
    }
  }
}
