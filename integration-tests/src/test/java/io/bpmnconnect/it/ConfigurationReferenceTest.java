package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.sink.ProcessEngineSinkConnector;
import io.bpmnconnect.source.ProcessEngineSourceConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** The configuration reference is written from the connectors' own definitions. */
class ConfigurationReferenceTest {

  private static final Path DOCS = Path.of(System.getProperty("project.root"), "docs");

  @Test
  void theSinkReferenceIsUpToDate() throws IOException {
    check(
        "configuration-sink.md",
        "Sink configuration",
        """
        The keys of the group *Mapping* stand at the top level for the only route, or below
        `routes.<name>.` for several. A named route also has `routes.<name>.when`: a FEEL expression,
        such as `=topic = "orders"`; the first route for which it is true takes the record.
        """,
        new ProcessEngineSinkConnector().config());
  }

  @Test
  void theSourceReferenceIsUpToDate() throws IOException {
    check(
        "configuration-source.md",
        "Source configuration",
        """
        These keys can also be set for one job type, below `job.<type>.`: `timeout.ms`,
        `reply.timeout.ms`, `max.activate`, `fetch.variables`, `topic`, `key`, `partition`,
        `value.content`, `value.schema`, `completion`, `behavior.on.dropped.record`,
        `variables.max.bytes` and `behavior.on.oversized.job`. So
        `job.charge-card.topic` is the topic of the jobs of type `charge-card`, instead of `topic`. A
        type may have dots. A key that is listed below, such as `job.reply.timeout.ms`, is never that
        of a type, such as one called `reply`.

        Settings of the clients that read replies and write reply errors can be given below
        `reply.consumer.` and `reply.producer.`, those of the reply converter below
        `reply.value.converter.`.
        """,
        new ProcessEngineSourceConnector().config());
  }

  private static void check(String file, String title, String introduction, ConfigDef definition)
      throws IOException {
    String written = write(title, introduction, definition);
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(DOCS.resolve(file), written);
    }
    assertThat(DOCS.resolve(file))
        .as("write it again as CONTRIBUTING.md tells")
        .hasContent(written);
  }

  private static String write(String title, String introduction, ConfigDef definition) {
    StringBuilder text = new StringBuilder();
    text.append("<!-- Written by ConfigurationReferenceTest; do not edit. -->\n");
    text.append("# ").append(title).append("\n\n");
    text.append(
        """
        Keys of Connect itself, such as `name`, `tasks.max`, `topics`, `errors.tolerance` and
        converters, are described in Kafka's documentation. A *literal or FEEL* value is taken as it
        is, or, when it starts with `=`, evaluated for each record or job.

        `engine.headers.<name>` adds a header of your own to every request to the engine, with
        `engine.type=zeebe` as metadata of every call: `engine.headers.X-Gateway-Key` is the value of
        `X-Gateway-Key`. The values are passwords. They do not go to the server that tokens come from.

        """);
    text.append(introduction).append('\n');
    for (String group : definition.groups()) {
      text.append("## ").append(group).append("\n\n");
      keys(definition, group).forEach(key -> append(text, key));
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static List<ConfigKey> keys(ConfigDef definition, String group) {
    return definition.configKeys().values().stream()
        .filter(key -> group.equals(key.group))
        .sorted(java.util.Comparator.comparingInt(key -> key.orderInGroup))
        .toList();
  }

  private static void append(StringBuilder text, ConfigKey key) {
    text.append("### `").append(key.name).append("`\n\n");
    text.append(key.documentation).append("\n\n");
    text.append("- Type: ").append(key.type.toString().toLowerCase(Locale.ROOT)).append('\n');
    text.append("- Default: ").append(defaultValue(key)).append('\n');
    if (key.validator != null) {
      text.append("- Valid: ").append(key.validator).append('\n');
    }
    text.append("- Importance: ")
        .append(key.importance.toString().toLowerCase(Locale.ROOT))
        .append("\n\n");
  }

  private static String defaultValue(ConfigKey key) {
    if (!key.hasDefault()) {
      return "none; required";
    }
    boolean empty =
        key.defaultValue == null
            || key.defaultValue.equals("")
            || key.defaultValue.equals(List.of());
    return empty ? "none" : "`" + ConfigDef.convertToString(key.defaultValue, key.type) + "`";
  }
}
